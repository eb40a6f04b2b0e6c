/** What a patch would do to a graph: to draw it, and to say it. */

import { DECLARED } from './fields'
import { type Graph, type Id, titleOf } from './graph'
import { apply, isSame, type Operation, type Patch, partAt } from './patch'

export type Mark = 'added' | 'changed' | 'removed'

export interface Preview {
  /** What is there now and what would be, together. */
  readonly graph: Graph
  readonly panels: ReadonlyMap<Id, Mark>
  readonly links: ReadonlyMap<Id, Mark>
}

/** A patch as it would look; null where it does not apply. */
export function preview(graph: Graph, patch: Patch): Preview | null {
  const after = apply(graph, patch)
  if (!after) return null
  return {
    graph: { panels: { ...graph.panels, ...after.panels }, links: { ...graph.links, ...after.links } },
    panels: marks(graph.panels, after.panels),
    links: marks(graph.links, after.links),
  }
}

/** One operation, as a person would put it. */
export type Deed =
  | { readonly deed: 'addPanel'; readonly title: string }
  | { readonly deed: 'removePanel'; readonly title: string }
  | { readonly deed: 'renamePanel'; readonly title: string; readonly to: string }
  | { readonly deed: 'movePanel'; readonly title: string }
  | { readonly deed: 'editPanel'; readonly title: string; readonly field: string }
  | { readonly deed: 'addLink' | 'removeLink' | 'editLink'; readonly from: string; readonly to: string }
  | { readonly deed: 'check'; readonly path: string }
  | { readonly deed: 'other'; readonly op: string; readonly path: string }

/** Each operation of a patch in words, by the graph as it is at that point. */
export function deeds(graph: Graph, patch: Patch): readonly Deed[] {
  let now = graph
  return patch.map((operation) => {
    const after = applyLoosely(now, operation)
    const said = deed(now, after, operation)
    now = after
    return said
  })
}

function deed(before: Graph, after: Graph, operation: Operation): Deed {
  const part = partAt(operation.path)
  if (operation.op === 'test') return { deed: 'check', path: operation.path }
  if (!part) return { deed: 'other', op: operation.op, path: operation.path }
  const { kind, id, field } = part
  if (kind === 'links') {
    const link = before.links[id] ?? after.links[id]
    const from = link ? titleOf({ ...before, panels: { ...before.panels, ...after.panels } }, link.source) : id
    const to = link ? titleOf({ ...before, panels: { ...before.panels, ...after.panels } }, link.target) : id
    if (field.length > 0 || (before.links[id] && after.links[id])) return { deed: 'editLink', from, to }
    return { deed: operation.op === 'remove' ? 'removeLink' : 'addLink', from, to }
  }
  const title = titleOf(before.panels[id] ? before : after, id)
  if (field.length === 0) {
    if (operation.op === 'remove') return { deed: 'removePanel', title }
    return before.panels[id] ? { deed: 'editPanel', title, field: '' } : { deed: 'addPanel', title }
  }
  if (field[0] === 'title') return { deed: 'renamePanel', title, to: titleOf(after, id) }
  if (field[0] === 'x' || field[0] === 'y') return { deed: 'movePanel', title }
  const named = field.slice(field[0] === 'data' ? 1 : 0)
  // How the fields stand is a word of the page's own.
  return { deed: 'editPanel', title, field: named[0] === DECLARED ? '' : named.join(' / ') }
}

/** The graph after one step of a patch; links may hang loose in between. */
function applyLoosely(graph: Graph, operation: Operation): Graph {
  const whole = apply({ panels: graph.panels, links: {} }, [operation])
  if (whole && partAt(operation.path)?.kind === 'panels') return { panels: whole.panels, links: graph.links }
  const part = partAt(operation.path)
  if (part?.kind !== 'links' || part.field.length > 0) return apply(graph, [operation]) ?? graph
  const links = { ...graph.links }
  if (operation.op === 'remove') delete links[part.id]
  else if (operation.op === 'add' || operation.op === 'replace') links[part.id] = operation.value as Graph['links'][string]
  return { panels: graph.panels, links }
}

function marks<Part>(before: Readonly<Record<Id, Part>>, after: Readonly<Record<Id, Part>>): Map<Id, Mark> {
  const marked = new Map<Id, Mark>()
  for (const id of Object.keys(before)) {
    if (!Object.hasOwn(after, id)) marked.set(id, 'removed')
    else if (!isSame(before[id], after[id])) marked.set(id, 'changed')
  }
  for (const id of Object.keys(after)) if (!Object.hasOwn(before, id)) marked.set(id, 'added')
  return marked
}
