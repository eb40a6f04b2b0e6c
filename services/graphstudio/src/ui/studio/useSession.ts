import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { Notice } from '../../core/sync'
import type { Api } from '../../edges/api'
import type { Connect } from '../../edges/socket'
import { keepUnsent, takeUnsent } from '../../edges/storage'
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
    session.start(takeUnsent(workspace, user))
    const keep = () => keepUnsent(workspace, user, session.unsent())
    // A page that the browser had only put aside goes on with what it has.
    const goOn = () => keepUnsent(workspace, user, [])
    const online = () => session.online(true)
    const offline = () => session.online(false)
    addEventListener('online', online)
    addEventListener('offline', offline)
    addEventListener('pagehide', keep)
    addEventListener('pageshow', goOn)
    return () => {
      removeEventListener('online', online)
      removeEventListener('offline', offline)
      removeEventListener('pagehide', keep)
      removeEventListener('pageshow', goOn)
      session.stop()
      keep()
    }
  }, [session, workspace, user])
  return [session, useSyncExternalStore(session.watch, session.view)] as const
}
