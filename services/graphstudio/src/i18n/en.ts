import type { Deed } from '../core/preview'
import type { IntentKind } from '../core/intent'
import type { Objection } from '../core/exchange'
import type { FieldType } from '../core/fields'
import type { Role } from '../core/person'
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
  offline: 'The server cannot be reached. Check your connection.',
  denied: 'Your session has ended.',
  forbidden: 'Your role does not allow this.',
  noRole: 'Your account has no access here yet. Ask the people who run this installation.',
  absent: 'This workspace does not exist, or belongs to another team.',
  stale: 'Somebody else was faster.',
  refused: 'This could not be done. What you entered may not be allowed here.',
  tooLarge: 'This is too large.',
  limited: 'Too much at once. Trying again shortly.',
  tooMany: 'Your team has as many workspaces as it may have. Delete one that nobody needs.',
  full: 'All places for active workspaces are taken. Trying again shortly.',
  noModel: 'Proposals are not available at the moment.',
  unavailable: 'The service does not answer at the moment. Trying again shortly.',
}

const intents: Record<IntentKind, string> = {
  addPanel: 'adding a panel',
  duplicate: 'duplicating',
  movePanels: 'moving a panel',
  arrange: 'arranging the panels',
  editPanel: 'editing a panel',
  addLink: 'adding a link',
  editLink: 'editing a link',
  remove: 'deleting',
  applyProposal: 'applying the proposal',
  undo: 'undo',
  redo: 'redo',
}

const roles: Record<Role, string> = { viewer: 'Can view', editor: 'Can edit', admin: 'Administrator' }

const fieldTypes: Record<FieldType, string> = {
  text: 'Text',
  number: 'Number',
  date: 'Date',
  choice: 'Choice',
  yesNo: 'Yes or no',
  table: 'Table',
  other: 'Structured data',
}

const objections: Record<Objection, string> = {
  noJson: 'This file cannot be read. Choose one that was exported here.',
  noGraph: 'There is no graph in this file. Choose one that was exported here.',
  dangling: 'A link in this file leads to a panel that is not there.',
  tooLarge: 'The graph in this file is larger than this installation allows.',
  newer: 'This file was made by a newer version.',
}

export const en = {
  menu: 'Menu',
  reference: (id: string) => `Reference for support: ${id}`,
  broken: 'Something went wrong here. What was saved is safe.',
  reload: 'Load the page again',
  more: (what: string) => `More for “${what}”`,
  undo: 'Undo',
  rename: 'Rename',
  duplicate: 'Duplicate',
  export: 'Export',
  save: 'Save',
  yes: 'Yes',
  no: 'No',
  copyOf: (name: string) => `${name} (copy)`,
  objections,
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
    with: 'Sign in',
    at: (host: string) => `You sign in at ${host} and come back here.`,
    leaving: 'Taking you to sign-in…',
    back: 'Signing you in…',
    away: 'Sign-in does not answer at the moment. Try again in a moment.',
    refused: 'You were not signed in. Try again, or ask the people who run this installation.',
    otherWay: 'Use an access token instead',
    token: 'Access token',
    hint: 'Paste the token that you were given. It stays in this tab and is forgotten when you close it.',
    submit: 'Sign in',
    malformed: 'This is not an access token. It has three parts, separated by dots.',
    denied: 'This token is not valid here, or has expired. Ask for another one.',
  },
  account: {
    signOut: 'Sign out',
    roles,
    of: (tenant: string) => `at ${tenant}`,
    expiresSoon: (minutes: number) => `Your session ends in ${plural(minutes, 'minute', 'minutes')}.`,
    renew: 'Stay signed in',
    renewTitle: 'Your session has ended',
    renewLead: 'Enter a new token to go on. What you changed is kept.',
    againLead: 'Sign in again to go on.',
    again: 'Sign in again',
    otherUser: 'This token is for another user or team. Sign out to switch.',
  },
  list: {
    title: 'Workspaces',
    name: 'Name of the new workspace',
    placeholder: 'For example: Order processing',
    create: 'Create workspace',
    import: 'Import a file',
    search: 'Search workspaces',
    empty: 'No workspaces yet',
    emptyLead: 'Name the first one above, or import a file.',
    emptyViewer: 'Nobody in your team has made one so far.',
    nothing: (name: string) => `No workspace is called “${name}”`,
    nothingLead: 'Try a part of its name.',
    version: (version: number) => plural(version, 'change', 'changes'),
    updated: (when: string) => `changed ${when}`,
    active: 'In use',
    more: 'Show more',
    delete: 'Delete',
    created: (name: string) => `“${name}” was created.`,
    deleted: (name: string) => `“${name}” was deleted.`,
    renameTitle: 'Rename workspace',
    newName: 'Name',
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
    arrange: 'Arrange panels',
    arranged: 'The panels were arranged.',
    outline: 'Panels',
    find: 'Find a panel',
    foundNone: 'No panel has this in its title or fields.',
    newPanel: 'New panel',
    empty: 'This graph is empty',
    emptyLead: 'Start with a panel.',
    emptyAsk: 'Start with a panel, or describe below what you need.',
    emptyViewer: 'Nobody has added anything yet.',
    gone: 'This workspace was deleted.',
    viewOnly: 'View only',
    viewOnlyLead: 'You can look at this workspace, and not change it.',
    deleted: (count: number) => `${plural(count, 'item was', 'items were')} deleted.`,
    panels: (count: number) => plural(count, 'panel', 'panels'),
    links: (count: number) => plural(count, 'link', 'links'),
    panelLabel: (title: string, links: number) => `Panel ${title}, ${plural(links, 'link', 'links')}`,
    linkLabel: (from: string, to: string) => `Link from ${from} to ${to}`,
    selectedBy: (names: string) => `selected by ${names}`,
    people: (count: number) => `${plural(count, 'other person', 'other people')} here`,
    moreFacts: (count: number) => `${count} more`,
    rows: (count: number) => plural(count, 'row', 'rows'),
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
    label: 'Label',
    fields: 'Fields',
    noFields: 'No fields yet. Add what matters here: an owner, a date, a state…',
    addField: 'Add field',
    fieldName: 'Name',
    fieldType: 'Type',
    fieldTypes,
    options: 'Choices, one on each line',
    fieldTaken: 'There is a field with this name.',
    editField: (name: string) => `Change the field “${name}”`,
    fieldSettings: 'Name and type…',
    removeField: 'Remove field',
    moveUp: 'Move up',
    moveDown: 'Move down',
    done: 'Done',
    noChoice: 'None',
    addRow: 'Add row',
    removeRow: (row: number) => `Remove row ${row}`,
    addColumn: 'Add column',
    column: 'New column',
    cell: (column: string, row: number) => `${column}, row ${row}`,
    noNumber: 'This is not a number.',
    structured: 'Change this in the expert view.',
    expert: 'Expert view',
    data: 'Data (JSON)',
    position: 'Position',
    badJson: (why: string) => `This is not JSON: ${why}`,
    noObject: 'The data must be an object: { … }',
    save: 'Save',
    revert: 'Discard edits',
    changedByOthers: 'Somebody else changed this meanwhile. What you enter replaces it.',
    delete: 'Delete',
    links: 'Links',
    linkTo: 'Link to',
    addLink: 'Link',
    choose: 'Choose a panel',
    from: (title: string) => `from ${title}`,
    to: (title: string) => `to ${title}`,
    noLinks: 'No links yet',
  },
  ask: {
    label: 'Ask for a change',
    placeholder: 'Describe a change…',
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
    lost: (intent: IntentKind, isRefused: boolean) =>
      `Your change could not be made: ${intents[intent]}. ${isRefused ? 'It is too large, or not allowed here.' : 'What it is about is not there any more.'}`,
    overwrote: (intent: IntentKind) => `Somebody else had changed the same thing. Your change (${intents[intent]}) replaced theirs.`,
    theirs: (author: string, what: string, more: number) => (more > 0 ? `${author}: ${what}, and ${more} more` : `${author}: ${what}`),
    somebody: 'Somebody',
  },
}

export type Messages = typeof en
