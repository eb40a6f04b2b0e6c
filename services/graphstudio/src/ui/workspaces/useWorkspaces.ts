/** The list of workspaces, and what can be done to each. */

import { useCallback, useEffect, useRef, useState } from 'react'
import type { Limits } from '../../core/capabilities'
import { building, exported, type Exchanged, fileName, imported, type Objection } from '../../core/exchange'
import { Problem } from '../../core/problem'
import type { Api, Workspace } from '../../edges/api'
import { save, textOf } from '../../edges/files'
import { useAnnounce } from '../parts/Announcer'
import { usePreferences } from '../preferences'
import { goTo } from '../route'

/** Milliseconds in which a deleted workspace can be had back: until then it only looks deleted. */
const REGRET = 8_000
const TYPING = 250

interface Props {
  readonly api: Api
  readonly renewals: number
  readonly limits: Limits
  readonly onDenied: () => void
}

export function useWorkspaces({ api, renewals, limits, onDenied }: Props) {
  const { t } = usePreferences()
  const announce = useAnnounce()
  const [items, setItems] = useState<readonly Workspace[] | null>(null)
  const [next, setNext] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [objection, setObjection] = useState<Objection | null>(null)
  const [readAt, setReadAt] = useState(0)
  const [wanted, setWanted] = useState('')
  const newest = useRef(0)
  /** Whether something was refused that a new session may do. */
  const isBehind = useRef(false)

  const attempt = useCallback(
    async (act: () => Promise<void>) => {
      setProblem(null)
      setObjection(null)
      try {
        await act()
      } catch (failure) {
        const found = failure instanceof Problem ? failure : new Problem('unavailable', '')
        if (found.kind === 'denied') {
          isBehind.current = true
          onDenied()
        } else setProblem(found)
      }
    },
    [onDenied],
  )

  const load = useCallback(
    (name: string) =>
      attempt(async () => {
        const turn = ++newest.current
        const page = await api.listWorkspaces(name)
        // What was asked for before may come after.
        if (turn !== newest.current) return
        setReadAt(Date.now())
        setItems(page.items)
        setNext(page.next)
      }),
    [api, attempt],
  )
  const isFirst = useRef(true)
  useEffect(() => {
    const timer = setTimeout(() => void load(wanted.trim()), isFirst.current ? 0 : TYPING)
    isFirst.current = false
    return () => clearTimeout(timer)
  }, [load, wanted])
  const now = useRef(wanted)
  useEffect(() => {
    now.current = wanted
  })
  useEffect(() => {
    if (isBehind.current) void load(now.current.trim())
    isBehind.current = false
  }, [load, renewals])

  const { leaving, remove, keep } = useRegret((workspace) =>
    attempt(async () => {
      setItems((before) => before?.filter(({ id }) => id !== workspace.id) ?? null)
      try {
        await api.deleteWorkspace(workspace.id)
      } catch (failure) {
        await load(wanted.trim())
        throw failure
      }
    }),
  )

  const make = useCallback(
    async ({ name, graph }: Exchanged) => {
      const made = await api.createWorkspace(name)
      try {
        let version = 0
        for (const patch of building(graph, limits)) version = await api.patchGraph(made.id, version, patch)
      } catch (failure) {
        // Half a graph is worse than none.
        await api.deleteWorkspace(made.id).catch(() => null)
        throw failure
      }
      announce(t.list.created(name))
      return made
    },
    [api, limits, announce, t],
  )

  return {
    items: leaving ? (items?.filter(({ id }) => id !== leaving.id) ?? null) : items,
    hasMore: next !== null,
    problem,
    objection,
    readAt,
    wanted,
    leaving,
    search: setWanted,
    reload: () => void load(wanted.trim()),
    more: () =>
      void attempt(async () => {
        const page = await api.listWorkspaces(wanted.trim(), next ?? undefined)
        setItems((before) => [...(before ?? []), ...page.items])
        setNext(page.next)
      }),
    create: (name: string) =>
      attempt(async () => {
        const made = await api.createWorkspace(name)
        announce(t.list.created(made.name))
        goTo({ page: 'studio', workspace: made.id })
      }),
    importFile: (file: File) =>
      attempt(async () => {
        const found = imported((await textOf(file)) ?? '', file.name.replace(/(\.nexus)?\.json$/, ''), limits)
        if (typeof found === 'string') return setObjection(found)
        goTo({ page: 'studio', workspace: (await make(found)).id })
      }),
    exportFile: ({ id, name }: Workspace) =>
      attempt(async () => save(fileName(name), exported({ name, graph: (await api.readGraph(id)).graph }))),
    duplicate: ({ id, name }: Workspace) =>
      attempt(async () => {
        await make({ name: t.copyOf(name).slice(0, 200), graph: (await api.readGraph(id)).graph })
        await load(wanted.trim())
      }),
    rename: (workspace: Workspace, name: string) =>
      attempt(async () => {
        const renamed = await api.renameWorkspace(workspace.id, name)
        setItems((before) => before?.map((one) => (one.id === renamed.id ? renamed : one)) ?? null)
      }),
    remove: (workspace: Workspace) => {
      remove(workspace)
      announce(t.list.deleted(workspace.name))
    },
    keep,
  }
}

/** Does something to a workspace unless its user regrets it in time; when the page is left, at once. */
function useRegret(act: (workspace: Workspace) => Promise<void>) {
  const [leaving, setLeaving] = useState<Workspace | null>(null)
  const pending = useRef<{ readonly workspace: Workspace; readonly timer: ReturnType<typeof setTimeout> } | null>(null)
  const newest = useRef(act)
  useEffect(() => {
    newest.current = act
  })

  const finish = useCallback(() => {
    const now = pending.current
    if (!now) return
    clearTimeout(now.timer)
    pending.current = null
    void newest.current(now.workspace).finally(() => setLeaving((before) => (before === now.workspace ? null : before)))
  }, [])
  const keep = useCallback(() => {
    clearTimeout(pending.current?.timer)
    pending.current = null
    setLeaving(null)
  }, [])
  const remove = useCallback(
    (workspace: Workspace) => {
      finish()
      pending.current = { workspace, timer: setTimeout(finish, REGRET) }
      setLeaving(workspace)
    },
    [finish],
  )
  useEffect(() => {
    addEventListener('pagehide', finish)
    return () => {
      removeEventListener('pagehide', finish)
      finish()
    }
  }, [finish])
  return { leaving, remove, keep }
}
