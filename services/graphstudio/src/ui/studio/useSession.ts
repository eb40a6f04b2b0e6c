import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { Notice } from '../../core/sync'
import type { Api } from '../../edges/api'
import type { Connect } from '../../edges/socket'
import { Session } from '../../session/session'

export interface Edges {
  readonly api: Api
  readonly connect: Connect
}

/** The session of a workspace, for as long as the page shows it. */
export function useSession(edges: Edges, workspace: string, user: string, notify: (notice: Notice) => void) {
  const teller = useRef(notify)
  useEffect(() => {
    teller.current = notify
  }, [notify])
  const session = useMemo(
    () => new Session(edges.api, edges.connect, workspace, user, (notice) => teller.current(notice)),
    [edges, workspace, user],
  )
  useEffect(() => {
    session.start()
    const online = () => session.online(true)
    const offline = () => session.online(false)
    addEventListener('online', online)
    addEventListener('offline', offline)
    return () => {
      removeEventListener('online', online)
      removeEventListener('offline', offline)
      session.stop()
    }
  }, [session])
  return [session, useSyncExternalStore(session.watch, session.view)] as const
}
