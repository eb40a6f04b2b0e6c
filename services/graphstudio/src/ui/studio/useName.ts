import { useCallback, useEffect, useState } from 'react'
import type { Api } from '../../edges/api'
import { useAnnounce } from '../parts/Announcer'
import { usePreferences } from '../preferences'

/** A workspace's name, null until it is read, and what gives it another one. */
export function useName(api: Api, id: string) {
  const { t } = usePreferences()
  const announce = useAnnounce()
  const [name, setName] = useState<string | null>(null)
  useEffect(() => {
    // The session shows what is wrong with the workspace; a name alone is no reason to.
    api.getWorkspace(id).then((workspace) => setName(workspace.name), () => {})
  }, [api, id])
  useEffect(() => {
    if (name !== null) document.title = `${name} · Nexus`
  }, [name])
  const rename = useCallback(
    async (next: string) => {
      const before = name
      setName(next)
      try {
        await api.renameWorkspace(id, next)
      } catch {
        setName(before)
        announce(t.problems.unavailable)
      }
    },
    [api, id, name, announce, t],
  )
  return [name, rename] as const
}
