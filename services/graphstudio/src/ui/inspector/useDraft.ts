/** What a user types, until they are done with it. */

import { useState } from 'react'

interface Draft<Value> {
  readonly text: string
  /** The value when its user began. */
  readonly basis: Value
}

export function useDraft<Value>(value: Value, textOf: (value: Value) => string, isSame: (one: Value, other: Value) => boolean = Object.is) {
  const [draft, setDraft] = useState<Draft<Value> | null>(null)
  return {
    text: draft?.text ?? textOf(value),
    isTouched: draft !== null,
    /** Whether somebody else has changed the value meanwhile. */
    isOvertaken: draft !== null && !isSame(draft.basis, value),
    type: (text: string) => setDraft((before) => ({ text, basis: before?.basis ?? value })),
    drop: () => setDraft(null),
  }
}
