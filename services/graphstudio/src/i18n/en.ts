import type { Deed } from '../core/preview'
import type { IntentKind } from '../core/intent'
import type { ProblemKind } from '../core/problem'

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

const deed = (it: Deed): string => {
  switch (it.deed) {
    case 'addPanel':
      return `Add the panel “${it.title}”`
    case 'removePanel':
      return `Delete the panel “${it.title}”`
    case 'renamePanel':
      return `Rename “${it.title}” to “${it.to}”`
    case 'movePanel':
      return `Move “${it.title}”`
    case 'editPanel':
      return it.field ? `Change “${it.field}” of “${it.title}”` : `Change “${it.title}”`
    case 'addLink':
      return `Link “${it.from}” to “${it.to}”`
    case 'removeLink':
      return `Delete the link from “${it.from}” to “${it.to}”`
    case 'editLink':
      return `Change the link from “${it.from}” to “${it.to}”`
    case 'check':
      return `Make sure that ${it.path} has not changed`
    case 'other':
      return `${it.op} ${it.path}`
  }
}

const problems: Record<ProblemKind, string> = {
  offline: 'The server cannot be reached.',
  denied: 'Your token is not valid any more.',
  absent: 'This workspace does not exist, or belongs to another tenant.',
  stale: 'Somebody else was faster.',
  refused: 'The server refused this.',
  tooLarge: 'This is too large.',
  limited: 'Too many requests. Trying again shortly.',
  full: 'All places for active workspaces are taken. Trying again shortly.',
  noModel: 'No model is set up on this installation.',
  unavailable: 'The service does not answer at the moment. Trying again shortly.',
}

const intents: Record<IntentKind, string> = {
  addPanel: 'adding a panel',
  movePanels: 'moving a panel',
  editPanel: 'editing a panel',
  addLink: 'adding a link',
  editLink: 'editing a link',
  remove: 'deleting',
  applyProposal: 'applying the proposal',
  undo: 'undo',
  redo: 'redo',
}

export const en = {
  language: 'Language',
  theme: 'Appearance',
  themes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
  close: 'Close',
  cancel: 'Cancel',
  retry: 'Try again',
  loading: 'Loading…',
  problems,
  deed,
  signIn: {
    title: 'Sign in to Nexus',
    lead: 'Graphs that your team and a model shape together.',
    token: 'Access token',
    hint: 'Paste the token that your administrator gave you. It stays in this tab and is forgotten when you close it.',
    submit: 'Sign in',
    without: 'Continue without a token',
    malformed: 'This is not an access token. It has three parts, separated by dots.',
    expired: 'This token has expired. Ask for another one.',
    denied: 'The server does not accept this token.',
  },
  account: {
    signOut: 'Sign out',
    of: (tenant: string) => `at ${tenant}`,
    expiresSoon: (minutes: number) => `Your token expires in ${plural(minutes, 'minute', 'minutes')}.`,
    renew: 'Enter a new token',
    renewTitle: 'Your token has expired',
    renewLead: 'Enter a new one to go on. What you changed is kept.',
    otherUser: 'This token is for another user or tenant. Sign out to switch.',
  },
  list: {
    title: 'Workspaces',
    name: 'Name of the new workspace',
    placeholder: 'For example: Order processing',
    create: 'Create workspace',
    empty: 'No workspaces yet',
    emptyLead: 'Give the first one a name above.',
    version: (version: number) => plural(version, 'change', 'changes'),
    updated: (when: string) => `changed ${when}`,
    active: 'Active',
    more: 'Show more',
    delete: (name: string) => `Delete “${name}”`,
    deleteTitle: (name: string) => `Delete “${name}”?`,
    deleteLead: 'The workspace and its graph are gone for everybody in your tenant. This cannot be undone.',
    deleteConfirm: 'Delete workspace',
    created: (name: string) => `“${name}” was created.`,
    deleted: (name: string) => `“${name}” was deleted.`,
  },
  studio: {
    back: 'All workspaces',
    canvas: 'Graph',
    canvasHelp:
      'Tab moves between panels and links, Enter selects, arrow keys move a selected panel, Delete deletes it. All panels are also in the outline.',
    tools: 'Tools',
    addPanel: 'Add panel',
    undo: 'Undo',
    redo: 'Redo',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Fit to view',
    outline: 'Outline',
    newPanel: 'New panel',
    empty: 'This graph is empty',
    emptyLead: 'Add the first panel, or ask for one below.',
    gone: 'This workspace was deleted.',
    panels: (count: number) => plural(count, 'panel', 'panels'),
    links: (count: number) => plural(count, 'link', 'links'),
    panelLabel: (title: string, links: number) => `Panel ${title}, ${plural(links, 'link', 'links')}`,
    linkLabel: (from: string, to: string) => `Link from ${from} to ${to}`,
    mark: { added: 'new', changed: 'changed', removed: 'deleted' },
  },
  status: {
    loading: 'Loading',
    live: 'Saved',
    saving: 'Saving',
    connecting: 'Connecting',
    offline: 'Offline',
    asleep: 'Paused',
    full: 'Full',
    trouble: 'Waiting',
    version: (version: number) => `Version ${version}`,
    offlineLead: 'You are offline. Your changes are kept in this tab and sent when you are back.',
    asleepLead: 'Nobody used this workspace for a while. It wakes up as soon as you change something.',
    wake: 'Wake it up',
  },
  inspector: {
    panel: 'Panel',
    link: 'Link',
    several: (count: number) => `${count} selected`,
    title: 'Title',
    data: 'Data (JSON)',
    position: 'Position',
    badJson: (why: string) => `This is not JSON: ${why}`,
    noObject: 'The data must be an object: { … }',
    save: 'Save',
    revert: 'Discard edits',
    changedByOthers: 'Somebody else changed this meanwhile. Saving replaces their version of what you edited.',
    delete: 'Delete',
    links: 'Links',
    linkTo: 'Link to',
    addLink: 'Link',
    choose: 'Choose a panel',
    from: (title: string) => `from ${title}`,
    to: (title: string) => `to ${title}`,
    noLinks: 'No links',
  },
  ask: {
    label: 'Ask for a change',
    placeholder: 'Ask for a change, for example: add a step that checks stock before the invoice',
    submit: 'Ask',
    thinking: 'Thinking…',
    proposal: 'Proposed change',
    confidence: (percent: number) => `${percent}% confident`,
    warnings: 'Warnings',
    nothing: 'The model proposes no change.',
    stale: 'The graph has changed since, and this proposal does not fit any more. Ask again.',
    apply: 'Apply',
    drop: 'Dismiss',
    shown: (count: number) => `A proposal of ${plural(count, 'operation', 'operations')} is shown on the canvas. Nothing has changed yet.`,
    applied: 'The proposal was applied.',
  },
  notices: {
    title: 'Messages',
    lost: (intent: IntentKind, detail: string | null) =>
      `Your change could not be made: ${intents[intent]}. ${detail ?? 'What it is about is not there any more.'}`,
    overwrote: (intent: IntentKind) => `Somebody else had changed the same thing. Your change (${intents[intent]}) replaced theirs.`,
    theirs: (author: string, what: string, more: number) => (more > 0 ? `${author}: ${what}, and ${more} more` : `${author}: ${what}`),
    somebody: 'Somebody',
  },
}

export type Messages = typeof en
