/** What a panel shows of itself on the canvas, and how large that makes it. */

import { type Field, fieldsOf, isEmpty } from './fields'
import { type Panel, valueIn } from './graph'

export interface Fact {
  readonly field: Field
  readonly value: unknown
}

const MOST_FACTS = 3

/** The first fields that have a value, and how many more there are. */
export function factsOf({ data }: Panel): { readonly facts: readonly Fact[]; readonly more: number } {
  const all = fieldsOf(data)
    .map((field) => ({ field, value: valueIn(data, field.name) }))
    .filter(({ value }) => !isEmpty(value))
  return { facts: all.slice(0, MOST_FACTS), more: Math.max(0, all.length - MOST_FACTS) }
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** Pixels; styles/canvas.css draws it so. */
export const PANEL_WIDTH = 232
const PADDING = 24
const TITLE_LINE = 20
const FACT_LINE = 22
const FACTS_ABOVE = 8
/** Latin letters that fit into a line of the title; a Chinese one takes the room of two. */
const LETTERS = 25

export function sizeOf(panel: Panel): Size {
  const { facts, more } = factsOf(panel)
  const lines = facts.length + (more > 0 ? 1 : 0)
  const titleLines = Math.min(2, Math.max(1, Math.ceil(roomOf(panel.title) / LETTERS)))
  return { width: PANEL_WIDTH, height: PADDING + titleLines * TITLE_LINE + (lines > 0 ? FACTS_ABOVE + lines * FACT_LINE : 0) }
}

function roomOf(text: string): number {
  let room = 0
  for (const letter of text.slice(0, 4 * LETTERS)) room += letter > '\u2e7f' ? 2 : 1
  return room
}
