import { useRef, useState } from 'react'
import type { Limits } from '../../core/capabilities'
import { mayDelete, mayEdit } from '../../core/person'
import type { Api, Workspace } from '../../edges/api'
import { ago } from '../../i18n'
import { type Account, Header } from '../parts/Header'
import { Menu, MenuItem } from '../parts/Menu'
import { NameDialog } from '../parts/NameDialog'
import { Trouble } from '../parts/Trouble'
import { usePreferences } from '../preferences'
import { hrefOf } from '../route'
import { CreateForm } from './CreateForm'
import { useWorkspaces } from './useWorkspaces'

interface Props {
  readonly api: Api
  readonly renewals: number
  readonly account: Account
  readonly limits: Limits
  readonly onDenied: () => void
}

export function WorkspaceList({ api, renewals, account, limits, onDenied }: Props) {
  const { t } = usePreferences()
  const list = useWorkspaces({ api, renewals, limits, onDenied })
  const [naming, setNaming] = useState<Workspace | null>(null)
  const { items, wanted } = list
  const isEditor = mayEdit(account.person)
  const isSearchable = wanted !== '' || (items !== null && items.length > 0)

  return (
    <div className="page">
      <Header account={account} />
      <main className="list-page">
        <h1>{t.list.title}</h1>
        {isEditor && <CreateForm onCreate={list.create} onImport={list.importFile} />}
        {list.problem && <Trouble kind={list.problem.kind} reference={list.problem.reference} onRetry={list.reload} />}
        {list.objection && (
          <p className="trouble" role="alert">
            {t.objections[list.objection]}
          </p>
        )}
        {isSearchable && (
          <input
            type="search"
            className="search"
            aria-label={t.list.search}
            placeholder={t.list.search}
            value={wanted}
            autoComplete="off"
            onChange={(event) => list.search(event.target.value)}
          />
        )}
        {items === null && !list.problem && <Skeleton />}
        {items?.length === 0 && (
          <div className="empty">
            <p className="empty-title">{wanted ? t.list.nothing(wanted) : t.list.empty}</p>
            <p>{wanted ? t.list.nothingLead : isEditor ? t.list.emptyLead : t.list.emptyViewer}</p>
          </div>
        )}
        {items && items.length > 0 && (
          <ul className="workspaces">
            {items.map((workspace) => (
              <Row
                key={workspace.id}
                workspace={workspace}
                now={list.readAt}
                onRename={isEditor ? () => setNaming(workspace) : null}
                onDuplicate={isEditor ? () => void list.duplicate(workspace) : null}
                onExport={() => void list.exportFile(workspace)}
                onDelete={mayDelete(account.person) ? () => list.remove(workspace) : null}
              />
            ))}
          </ul>
        )}
        {list.hasMore && (
          <button type="button" className="secondary-button more" onClick={list.more}>
            {t.list.more}
          </button>
        )}
      </main>
      {list.leaving && (
        <div className="toast notice">
          <p>{t.list.deleted(list.leaving.name)}</p>
          <button type="button" className="quiet-button" onClick={list.keep}>
            {t.undo}
          </button>
        </div>
      )}
      {naming && (
        <NameDialog
          name={naming.name}
          onClose={() => setNaming(null)}
          onName={(name) => {
            setNaming(null)
            void list.rename(naming, name)
          }}
        />
      )}
    </div>
  )
}

interface RowProps {
  readonly workspace: Workspace
  readonly now: number
  readonly onRename: (() => void) | null
  readonly onDuplicate: (() => void) | null
  readonly onExport: () => void
  readonly onDelete: (() => void) | null
}

function Row({ workspace, now, onRename, onDuplicate, onExport, onDelete }: RowProps) {
  const { t, language } = usePreferences()
  const { id, name, version, updatedAt, active } = workspace
  return (
    <li className="workspace">
      <a className="workspace-name" href={hrefOf({ page: 'studio', workspace: id })}>
        {name}
      </a>
      {active && <span className="chip">{t.list.active}</span>}
      <span className="workspace-facts">
        {version > 0 && `${t.list.version(version)} · `}
        <time dateTime={updatedAt}>{t.list.updated(ago(language, Date.parse(updatedAt), now))}</time>
      </span>
      <Menu icon="more" label={t.more(name)}>
        {onRename && <MenuItem onChoose={onRename}>{t.rename}</MenuItem>}
        {onDuplicate && <MenuItem onChoose={onDuplicate}>{t.duplicate}</MenuItem>}
        <MenuItem onChoose={onExport}>{t.export}</MenuItem>
        {onDelete && (
          <MenuItem isDangerous onChoose={onDelete}>
            {t.list.delete}
          </MenuItem>
        )}
      </Menu>
    </li>
  )
}

function Skeleton() {
  const { t } = usePreferences()
  const rows = useRef([68, 44, 56])
  return (
    <div role="status" aria-label={t.loading}>
      {rows.current.map((width) => (
        <div key={width} className="skeleton">
          <span style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  )
}
