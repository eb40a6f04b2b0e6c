import { type ReactNode, useCallback, useEffect, useId, useState } from 'react'
import { Problem } from '../../core/problem'
import type { Api, Workspace } from '../../edges/api'
import { ago } from '../../i18n'
import { useAnnounce } from '../parts/Announcer'
import { Dialog } from '../parts/Dialog'
import { Header } from '../parts/Header'
import { IconButton } from '../parts/IconButton'
import { Trouble } from '../parts/Trouble'
import { usePreferences } from '../preferences'
import { goTo, hrefOf } from '../route'

interface Props {
  readonly api: Api
  readonly account: ReactNode
  readonly onDenied: () => void
}

export function WorkspaceList({ api, account, onDenied }: Props) {
  const { t } = usePreferences()
  const announce = useAnnounce()
  const [items, setItems] = useState<readonly Workspace[] | null>(null)
  const [next, setNext] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [readAt, setReadAt] = useState(0)
  const [leaving, setLeaving] = useState<Workspace | null>(null)

  const attempt = useCallback(
    async (act: () => Promise<void>) => {
      setProblem(null)
      try {
        await act()
      } catch (failure) {
        const found = failure instanceof Problem ? failure : new Problem('unavailable', '')
        if (found.kind === 'denied') onDenied()
        else setProblem(found)
      }
    },
    [onDenied],
  )

  const load = useCallback(
    () =>
      attempt(async () => {
        const page = await api.listWorkspaces()
        setReadAt(Date.now())
        setItems(page.items)
        setNext(page.next)
      }),
    [api, attempt],
  )
  useEffect(() => void load(), [load])

  const more = (after: string) =>
    attempt(async () => {
      const page = await api.listWorkspaces(after)
      setItems((before) => [...(before ?? []), ...page.items])
      setNext(page.next)
    })

  const create = (name: string) =>
    attempt(async () => {
      const made = await api.createWorkspace(name)
      announce(t.list.created(made.name))
      goTo({ page: 'studio', workspace: made.id })
    })

  const remove = (workspace: Workspace) =>
    attempt(async () => {
      setLeaving(null)
      await api.deleteWorkspace(workspace.id)
      setItems((before) => before?.filter(({ id }) => id !== workspace.id) ?? null)
      announce(t.list.deleted(workspace.name))
    })

  return (
    <div className="page">
      <Header account={account} />
      <main className="list-page">
        <h1>{t.list.title}</h1>
        <CreateForm onCreate={create} />
        {problem && <Trouble problem={problem} onRetry={() => void load()} />}
        {items === null && !problem && <p className="hint">{t.loading}</p>}
        {items?.length === 0 && (
          <div className="empty">
            <p className="empty-title">{t.list.empty}</p>
            <p>{t.list.emptyLead}</p>
          </div>
        )}
        {items && items.length > 0 && (
          <ul className="workspaces">
            {items.map((workspace) => (
              <Row key={workspace.id} workspace={workspace} now={readAt} onDelete={() => setLeaving(workspace)} />
            ))}
          </ul>
        )}
        {next !== null && (
          <button type="button" className="secondary-button more" onClick={() => void more(next)}>
            {t.list.more}
          </button>
        )}
      </main>
      {leaving && (
        <Dialog title={t.list.deleteTitle(leaving.name)} onClose={() => setLeaving(null)}>
          <p>{t.list.deleteLead}</p>
          <div className="actions">
            <button type="button" className="danger-button" onClick={() => void remove(leaving)}>
              {t.list.deleteConfirm}
            </button>
            <button type="button" className="quiet-button" autoFocus onClick={() => setLeaving(null)}>
              {t.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  )
}

function Row({ workspace, now, onDelete }: { workspace: Workspace; now: number; onDelete: () => void }) {
  const { t, language } = usePreferences()
  const { id, name, version, updatedAt, active } = workspace
  return (
    <li className="workspace">
      <a className="workspace-name" href={hrefOf({ page: 'studio', workspace: id })}>
        {name}
      </a>
      {active && <span className="chip">{t.list.active}</span>}
      <span className="workspace-facts">
        {t.list.version(version)} · <time dateTime={updatedAt}>{t.list.updated(ago(language, Date.parse(updatedAt), now))}</time>
      </span>
      <IconButton icon="trash" label={t.list.delete(name)} onClick={onDelete} />
    </li>
  )
}

function CreateForm({ onCreate }: { onCreate: (name: string) => Promise<void> }) {
  const { t } = usePreferences()
  const [name, setName] = useState('')
  const [isBusy, setBusy] = useState(false)
  const id = useId()
  return (
    <form
      className="create"
      onSubmit={(event) => {
        event.preventDefault()
        setBusy(true)
        void onCreate(name.trim()).finally(() => setBusy(false))
      }}
    >
      <label htmlFor={id}>{t.list.name}</label>
      <div className="create-row">
        <input
          id={id}
          value={name}
          maxLength={200}
          placeholder={t.list.placeholder}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="primary-button" disabled={isBusy || name.trim() === ''}>
          {t.list.create}
        </button>
      </div>
    </form>
  )
}
