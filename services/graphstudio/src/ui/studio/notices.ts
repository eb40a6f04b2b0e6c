/** What the user is told about changes: their own that failed stay until dismissed, those of others pass. */

import { useCallback, useEffect, useRef, useState } from 'react'
import type { Id } from '../../core/graph'
import { partAt } from '../../core/patch'
import { deeds } from '../../core/preview'
import type { Notice } from '../../core/sync'
import { useAnnounce } from '../parts/Announcer'
import { usePreferences } from '../preferences'

export interface Told {
  readonly key: number
  readonly text: string
  readonly isPassing: boolean
  /** Whether it says what can be taken back. */
  readonly canUndo?: boolean
}

const PASSING = 8_000
const TOUCHED = 2_400
const MOST = 5

export function useNotices() {
  const { t } = usePreferences()
  const announce = useAnnounce()
  const [told, setTold] = useState<readonly Told[]>([])
  const [touched, setTouched] = useState<ReadonlySet<Id>>(new Set())
  const count = useRef(0)
  const newKey = useCallback(() => count.current++, [])

  const notify = useCallback(
    (notice: Notice) => {
      const key = newKey()
      const isPassing = notice.kind === 'theirs'
      let text: string
      if (notice.kind === 'theirs') {
        const said = deeds(notice.before, notice.patch)
        if (!said[0]) return
        text = t.notices.theirs(notice.author || t.notices.somebody, t.deed(said[0]), said.length - 1)
        setTouched(new Set(notice.patch.map(({ path }) => partAt(path)?.id ?? '')))
      } else {
        text = notice.kind === 'lost'
          ? t.notices.lost(notice.intent.kind, notice.detail !== null)
          : t.notices.overwrote(notice.intent.kind)
      }
      announce(text)
      // Of what others do, the newest is enough.
      setTold((before) => [...before.filter((one) => !(isPassing && one.isPassing && !one.canUndo)), { key, text, isPassing }].slice(-MOST))
    },
    [announce, newKey, t],
  )

  /** Says that something was deleted; until the next change it can be taken back. */
  const tellDeleted = useCallback(
    (count: number) => {
      const text = t.studio.deleted(count)
      const key = newKey()
      announce(text)
      setTold((before) => [...before.filter(({ canUndo }) => !canUndo), { key, text, isPassing: true, canUndo: true }].slice(-MOST))
    },
    [announce, newKey, t],
  )
  const forgetUndo = useCallback(() => setTold((before) => (before.some(({ canUndo }) => canUndo) ? before.filter(({ canUndo }) => !canUndo) : before)), [])

  const dismiss = useCallback((key: number) => setTold((before) => before.filter((one) => one.key !== key)), [])

  useEffect(() => {
    const passing = told.find(({ isPassing }) => isPassing)
    if (!passing) return
    const timer = setTimeout(() => dismiss(passing.key), PASSING)
    return () => clearTimeout(timer)
  }, [told, dismiss])

  useEffect(() => {
    if (touched.size === 0) return
    const timer = setTimeout(() => setTouched(new Set()), TOUCHED)
    return () => clearTimeout(timer)
  }, [touched])

  return { told, touched, notify, dismiss, tellDeleted, forgetUndo }
}
