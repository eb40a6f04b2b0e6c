/** Who else is here, as the page shows them: a name and a colour that stays theirs. */

import { useMemo, useRef } from 'react'
import type { Id } from '../../core/graph'
import type { Visitor } from '../../core/live'
import { isSame } from '../../core/patch'

export interface Named {
  readonly id: string
  readonly name: string
  /** Which of the colours of styles/canvas.css. */
  readonly tint: number
}

export interface People {
  readonly all: readonly Named[]
  /** Who has selected a panel; the same array as long as they are the same. */
  readonly at: ReadonlyMap<Id, readonly Named[]>
}

const TINTS = 6

export function usePeople(others: readonly Visitor[]): People {
  const before = useRef<People>({ all: [], at: new Map() })
  return useMemo(() => {
    before.current = named(others, before.current)
    return before.current
  }, [others])
}

export function named(others: readonly Visitor[], before: People): People {
  const all = others.map(({ id, user }) => ({ id, name: nameOf(user), tint: tintOf(user) }))
  const at = new Map<Id, readonly Named[]>()
  others.forEach(({ panels }, index) => {
    for (const panel of panels) at.set(panel, [...(at.get(panel) ?? []), all[index]!])
  })
  for (const [panel, here] of at) {
    const same = before.at.get(panel)
    if (same && isSame(same, here)) at.set(panel, same)
  }
  return { all, at }
}

/** Two letters of a name; of a Chinese one its last two characters, by which people call each other. */
export function initialsOf(name: string): string {
  const letters = [...name.replaceAll(/[^\p{Letter}\p{Number} ._-]/gu, '')]
  if (letters.some((letter) => letter > '\u2e7f')) return letters.slice(-2).join('')
  const words = letters.join('').split(/[ ._-]+/).filter(Boolean)
  return ((words[0]?.[0] ?? '') + (words[1]?.[0] ?? words[0]?.[1] ?? '')).toUpperCase()
}

/** Of an address what stands before the @. */
function nameOf(user: string): string {
  return user.split('@')[0] || user
}

function tintOf(user: string): number {
  let sum = 0
  for (const letter of user) sum = (sum * 31 + letter.codePointAt(0)!) % 9973
  return sum % TINTS
}
