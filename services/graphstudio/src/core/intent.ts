/**
 * What a user means to change. An intent, not a patch, waits to be sent: when others were faster,
 * its patch is made anew from the graph as it is by then.
 */

import { type Graph, type Id, type JsonObject, type Link, linksOf, type Panel, type Point } from './graph'
import { isSame, type Operation, partAt, type Patch } from './patch'

export type Intent =
  | { readonly kind: 'addPanel'; readonly id: Id; readonly panel: Panel }
  | { readonly kind: 'movePanels'; readonly to: Readonly<Record<Id, Point>> }
  | { readonly kind: 'editPanel'; readonly id: Id; readonly title?: string; readonly data?: JsonObject }
  | { readonly kind: 'addLink'; readonly id: Id; readonly link: Link }
  | { readonly kind: 'editLink'; readonly id: Id; readonly data: JsonObject }
  | { readonly kind: 'remove'; readonly panels: readonly Id[]; readonly links: readonly Id[] }
  | { readonly kind: 'applyProposal'; readonly patch: Patch }
  | { readonly kind: 'undo' | 'redo'; readonly patch: Patch }

export type IntentKind = Intent['kind']

/** The patch that makes an intent true in `graph`; empty where it is true already. */
export function patchOf(graph: Graph, intent: Intent): Patch {
  switch (intent.kind) {
    case 'addPanel':
      return setting(graph.panels[intent.id], `/panels/${intent.id}`, intent.panel)
    case 'addLink':
      return setting(graph.links[intent.id], `/links/${intent.id}`, intent.link)
    case 'movePanels':
      return Object.entries(intent.to).flatMap(([id, { x, y }]) => [
        ...replacing(graph.panels[id]?.x, `/panels/${id}/x`, x),
        ...replacing(graph.panels[id]?.y, `/panels/${id}/y`, y),
      ])
    case 'editPanel': {
      const panel = graph.panels[intent.id]
      const path = `/panels/${intent.id}`
      return [
        ...(intent.title === undefined ? [] : replacing(panel?.title, `${path}/title`, intent.title)),
        ...(intent.data === undefined ? [] : setting(panel?.data, `${path}/data`, intent.data)),
      ]
    }
    case 'editLink':
      return setting(graph.links[intent.id]?.data, `/links/${intent.id}/data`, intent.data)
    case 'remove':
      return removing(graph, intent.panels, intent.links)
    case 'applyProposal':
      return intent.patch
    case 'undo':
    case 'redo':
      return [...removingLinksTo(graph, panelsRemovedBy(intent.patch)), ...intent.patch].filter(
        (operation, index, all) =>
          operation.op !== 'remove' || all.findIndex((one) => isSame(one, operation)) === index,
      )
  }
}

/** The JSON Pointers whose values the intent replaces: what another user may have changed too. */
export function replacedBy(graph: Graph, intent: Intent): ReadonlyMap<string, unknown> {
  const replaced = new Map<string, unknown>()
  for (const operation of intent.kind === 'editPanel' || intent.kind === 'editLink' ? patchOf(graph, intent) : []) {
    const part = partAt(operation.path)
    const [field] = part?.field ?? []
    const whole: object | undefined = part ? graph[part.kind][part.id] : undefined
    if (whole && field) replaced.set(operation.path, (whole as Record<string, unknown>)[field])
  }
  return replaced
}

function replacing(now: unknown, path: string, value: unknown): Operation[] {
  return isSame(now, value) ? [] : [{ op: 'replace', path, value }]
}

function setting(now: unknown, path: string, value: unknown): Operation[] {
  return isSame(now, value) ? [] : [{ op: 'add', path, value }]
}

function removing(graph: Graph, panels: readonly Id[], links: readonly Id[]): Operation[] {
  const gone = panels.filter((id) => Object.hasOwn(graph.panels, id))
  const named = links.filter((id) => Object.hasOwn(graph.links, id))
  const loose = new Set([...named, ...linksOf(graph, new Set(gone))])
  return [...removals('links', loose), ...removals('panels', gone)]
}

function removals(kind: 'panels' | 'links', ids: Iterable<Id>): Operation[] {
  return [...ids].map((id) => ({ op: 'remove', path: `/${kind}/${id}` }))
}

function removingLinksTo(graph: Graph, panels: ReadonlySet<Id>): Operation[] {
  return removals('links', linksOf(graph, panels))
}

function panelsRemovedBy(patch: Patch): ReadonlySet<Id> {
  const parts = patch.filter(({ op }) => op === 'remove').map(({ path }) => partAt(path))
  return new Set(parts.filter((part) => part?.kind === 'panels' && !part.field.length).map((part) => part!.id))
}
