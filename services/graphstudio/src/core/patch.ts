/** JSON Patch (RFC 6902) on a graph. A patch applies as a whole and leaves the graph whole, or not at all. */

import {
  existsIn,
  immutableJSONPatch,
  type JSONPatchDocument,
  type JSONPatchOperation,
  parseJSONPointer,
  revertJSONPatch,
} from 'immutable-json-patch'
import { type Graph, isGraph, isWhole } from './graph'

export type Patch = readonly Operation[]
export type Operation = JSONPatchOperation

/** The graph after `patch`, or null where the patch does not apply or would break the graph. */
export function apply(graph: Graph, patch: Patch): Graph | null {
  try {
    const after = immutableJSONPatch<Graph>(graph, patch as JSONPatchDocument, { before: mustExist })
    return isGraph(after) && isWhole(after) ? after : null
  } catch {
    return null
  }
}

/** The patch that takes back `patch`, which applies to `graph`. */
export function inverse(graph: Graph, patch: Patch): Patch {
  return revertJSONPatch(graph, patch as JSONPatchDocument)
}

export type Part = { readonly kind: 'panels' | 'links'; readonly id: string; readonly field: readonly string[] }

/** The panel or the link that a JSON Pointer leads to or into; null for anything wider. */
export function partAt(pointer: string): Part | null {
  const [kind, id, ...field] = parseJSONPointer(pointer)
  return (kind === 'panels' || kind === 'links') && id !== undefined ? { kind, id, field } : null
}

export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) &&
        isSame((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
    )
  )
}

/** The library passes over a missing target; RFC 6902 (4.2, 4.3) makes it an error. */
function mustExist(document: unknown, { op, path }: Operation) {
  if ((op === 'remove' || op === 'replace') && !existsIn(document, parseJSONPointer(path))) {
    throw new Error(`${path} is not there`)
  }
  return {}
}
