/**
 * What a user means to change. An intent, not a patch, waits to be sent: when others were faster,
 * its patch is made anew from the graph as it is by then.
 */

import { compileJSONPointerProp } from 'immutable-json-patch'
import type { Values } from './fields'
import { type Graph, type Id, type JsonObject, type Link, linksOf, type Panel, type Point, valueIn } from './graph'
import { isSame, type Operation, partAt, type Patch } from './patch'

export type Intent =
  | { readonly kind: 'addPanel'; readonly id: Id; readonly panel: Panel }
  /** Panels, and links between them, that are there once more. */
  | { readonly kind: 'duplicate'; readonly panels: Readonly<Record<Id, Panel>>; readonly links: Readonly<Record<Id, Link>> }
  | { readonly kind: 'movePanels'; readonly to: Readonly<Record<Id, Point>> }
  | { readonly kind: 'arrange'; readonly to: Readonly<Record<Id, Point>> }
  /** `data` replaces all of it, `values` some of its fields. */
  | { readonly kind: 'editPanel'; readonly id: Id; readonly title?: string; readonly data?: JsonObject; readonly values?: Values }
  | { readonly kind: 'addLink'; readonly id: Id; readonly link: Link }
  | { readonly kind: 'editLink'; readonly id: Id; readonly data?: JsonObject; readonly values?: Values }
  | { readonly kind: 'remove'; readonly panels: readonly Id[]; readonly links: readonly Id[] }
  | { readonly kind: 'applyProposal'; readonly patch: Patch }
  | { readonly kind: 'undo' | 'redo'; readonly patch: Patch }

export type IntentKind = Intent['kind']

/** Whether making an intent true once more changes nothing, should it have been made true already. */
export function isRepeatable({ kind }: Intent): boolean {
  return kind !== 'undo' && kind !== 'redo' && kind !== 'applyProposal'
}

/** The patch that makes an intent true in `graph`; empty where it is true already. */
export function patchOf(graph: Graph, intent: Intent): Patch {
  switch (intent.kind) {
    case 'addPanel':
      return setting(graph.panels[intent.id], `/panels/${intent.id}`, intent.panel)
    case 'addLink':
      return setting(graph.links[intent.id], `/links/${intent.id}`, intent.link)
    case 'duplicate':
      return [
        ...Object.entries(intent.panels).flatMap(([id, panel]) => setting(graph.panels[id], `/panels/${id}`, panel)),
        ...Object.entries(intent.links).flatMap(([id, link]) => setting(graph.links[id], `/links/${id}`, link)),
      ]
    case 'movePanels':
    case 'arrange':
      return Object.entries(intent.to).flatMap(([id, { x, y }]) => [
        ...replacing(graph.panels[id]?.x, `/panels/${id}/x`, x),
        ...replacing(graph.panels[id]?.y, `/panels/${id}/y`, y),
      ])
    case 'editPanel': {
      const panel = graph.panels[intent.id]
      const path = `/panels/${intent.id}`
      return [
        ...(intent.title === undefined ? [] : replacing(panel?.title, `${path}/title`, intent.title)),
        ...editing(panel?.data, `${path}/data`, intent),
      ]
    }
    case 'editLink':
      return editing(graph.links[intent.id]?.data, `/links/${intent.id}/data`, intent)
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
    const whole: unknown = part ? graph[part.kind][part.id] : undefined
    if (part && whole) replaced.set(operation.path, part.field.reduce(within, whole))
  }
  return replaced
}

function replacing(now: unknown, path: string, value: unknown): Operation[] {
  return isSame(now, value) ? [] : [{ op: 'replace', path, value }]
}

function setting(now: unknown, path: string, value: unknown): Operation[] {
  return isSame(now, value) ? [] : [{ op: 'add', path, value }]
}

function editing(now: JsonObject | undefined, path: string, { data, values = {} }: { readonly data?: JsonObject; readonly values?: Values }): Operation[] {
  if (data !== undefined) return setting(now, path, data)
  const changes = Object.entries(values).flatMap(([name, value]) => {
    const place = `${path}${compileJSONPointerProp(name)}`
    if (value !== undefined) return setting(valueIn(now, name), place, value)
    return now && Object.hasOwn(now, name) ? [{ op: 'remove' as const, path: place }] : []
  })
  return now === undefined && changes.length > 0 ? [{ op: 'add', path, value: {} }, ...changes] : changes
}

function within(whole: unknown, field: string): unknown {
  return typeof whole === 'object' && whole !== null ? (whole as Record<string, unknown>)[field] : undefined
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
