/** A workspace as a file: to keep, to pass on, to start another one from. */

import type { Limits } from './capabilities'
import { type Graph, isGraph, isWhole, LONGEST_TITLE } from './graph'
import type { Patch } from './patch'

const FORMAT = 'nexus-graph'
const VERSION = 1

export interface Exchanged {
  readonly name: string
  readonly graph: Graph
}

export type Objection = 'noJson' | 'noGraph' | 'dangling' | 'tooLarge' | 'newer'

export function exported({ name, graph }: Exchanged): string {
  return `${JSON.stringify({ format: FORMAT, formatVersion: VERSION, name, graph }, null, 2)}\n`
}

/** What a file holds, or why it cannot be used. A graph alone will do. */
export function imported(text: string, fallbackName: string, limits: Limits): Exchanged | Objection {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return 'noJson'
  }
  const { format, formatVersion, name, graph } = (typeof document === 'object' && document !== null ? document : {}) as Record<string, unknown>
  if (format === FORMAT && typeof formatVersion === 'number' && formatVersion > VERSION) return 'newer'
  const found = format === FORMAT ? graph : document
  if (!isGraph(found)) return 'noGraph'
  if (!isWhole(found)) return 'dangling'
  const isTooLarge =
    Object.keys(found.panels).length > limits.panels ||
    Object.keys(found.links).length > limits.links ||
    new TextEncoder().encode(JSON.stringify(found)).length > limits.graphBytes ||
    Object.values(found.panels).some(({ title }) => title.length > LONGEST_TITLE)
  if (isTooLarge) return 'tooLarge'
  return { name: typeof name === 'string' && name.trim() ? name.trim().slice(0, 200) : fallbackName, graph: found }
}

/** The patches that make an empty graph into this one, none with more operations than are allowed. */
export function building(graph: Graph, limits: Limits): readonly Patch[] {
  const all = [
    ...Object.entries(graph.panels).map(([id, value]) => ({ op: 'add' as const, path: `/panels/${id}`, value })),
    ...Object.entries(graph.links).map(([id, value]) => ({ op: 'add' as const, path: `/links/${id}`, value })),
  ]
  const patches: Patch[] = []
  for (let at = 0; at < all.length; at += limits.patchOperations) patches.push(all.slice(at, at + limits.patchOperations))
  return patches
}

/** A name that a file may have on any system. */
export function fileName(name: string): string {
  return `${name.replaceAll(/[^\p{Letter}\p{Number} _-]/gu, '').trim().slice(0, 80) || 'graph'}.nexus.json`
}
