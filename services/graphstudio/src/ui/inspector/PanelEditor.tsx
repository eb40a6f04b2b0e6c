import { useId, useState } from 'react'
import { type Graph, type Id, linksOf, LONGEST_TITLE, newId, type Panel, titleOf } from '../../core/graph'
import type { Intent } from '../../core/intent'
import { isSame } from '../../core/patch'
import { usePreferences } from '../preferences'
import type { Selection } from '../studio/selection'
import { parse, textOf } from './json'
import { JsonField } from './JsonField'

interface Props {
  readonly id: Id
  readonly panel: Panel
  readonly graph: Graph
  readonly onEdit: (intent: Intent) => void
  readonly onSelect: (selection: Selection) => void
}

interface Draft {
  readonly title: string
  readonly text: string
  /** The panel when its user began to edit. */
  readonly basis: Panel
}

export function PanelEditor({ id, panel, graph, onEdit, onSelect }: Props) {
  const { t } = usePreferences()
  const [draft, setDraft] = useState<Draft | null>(null)
  const titleId = useId()
  const now = draft ?? { title: panel.title, text: textOf(panel.data), basis: panel }
  const { data, error } = parse(now.text, t)
  const isOvertaken =
    draft !== null && !(panel.title === draft.basis.title && isSame(panel.data, draft.basis.data))

  function save() {
    if (!draft || !data) return
    onEdit({
      kind: 'editPanel',
      id,
      ...(draft.title === draft.basis.title ? {} : { title: draft.title }),
      ...(isSame(data, draft.basis.data ?? {}) ? {} : { data }),
    })
    setDraft(null)
  }

  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <div className="field">
          <label htmlFor={titleId}>{t.inspector.title}</label>
          <input
            id={titleId}
            value={now.title}
            maxLength={LONGEST_TITLE}
            autoComplete="off"
            onChange={(event) => setDraft({ ...now, title: event.target.value })}
          />
        </div>
        <JsonField text={now.text} error={error} onChange={(text) => setDraft({ ...now, text })} />
        {isOvertaken && (
          <p className="hint" role="status">
            {t.inspector.changedByOthers}
          </p>
        )}
        {draft && (
          <div className="actions">
            <button type="submit" className="primary-button" disabled={error !== null}>
              {t.inspector.save}
            </button>
            <button type="button" className="quiet-button" onClick={() => setDraft(null)}>
              {t.inspector.revert}
            </button>
          </div>
        )}
      </form>
      <Place id={id} panel={panel} onEdit={onEdit} />
      <Links id={id} graph={graph} onEdit={onEdit} onSelect={onSelect} />
    </>
  )
}

function Place({ id, panel, onEdit }: Pick<Props, 'id' | 'panel' | 'onEdit'>) {
  const { t } = usePreferences()
  const { x, y } = panel
  return (
    <fieldset className="field place">
      <legend>{t.inspector.position}</legend>
      {(['x', 'y'] as const).map((axis) => (
        <label key={axis}>
          {axis}
          <input
            // A new place from elsewhere replaces what stands here.
            key={panel[axis]}
            type="number"
            step={8}
            defaultValue={Math.round(panel[axis])}
            onBlur={({ target }) => {
              const value = target.valueAsNumber
              if (Number.isFinite(value) && value !== Math.round(panel[axis])) {
                onEdit({ kind: 'movePanels', to: { [id]: { x, y, [axis]: value } } })
              }
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.currentTarget.blur()
            }}
          />
        </label>
      ))}
    </fieldset>
  )
}

function Links({ id, graph, onEdit, onSelect }: Omit<Props, 'panel'>) {
  const { t } = usePreferences()
  const [target, setTarget] = useState('')
  const targetId = useId()
  const links = linksOf(graph, new Set([id]))
  const others = Object.keys(graph.panels).filter((other) => other !== id)
  return (
    <div className="field">
      <h3>{t.inspector.links}</h3>
      {links.length === 0 && <p className="hint">{t.inspector.noLinks}</p>}
      <ul className="links">
        {links.map((link) => {
          const { source, target: end } = graph.links[link]!
          const text = source === id ? t.inspector.to(titleOf(graph, end)) : t.inspector.from(titleOf(graph, source))
          return (
            <li key={link}>
              <button type="button" onClick={() => onSelect({ panels: new Set(), links: new Set([link]) })}>
                {text}
              </button>
            </li>
          )
        })}
      </ul>
      {others.length > 0 && (
        <form
          className="link-form"
          onSubmit={(event) => {
            event.preventDefault()
            onEdit({ kind: 'addLink', id: newId('l'), link: { source: id, target, data: {} } })
            setTarget('')
          }}
        >
          <label htmlFor={targetId}>{t.inspector.linkTo}</label>
          <select id={targetId} value={target} onChange={(event) => setTarget(event.target.value)}>
            <option value="">{t.inspector.choose}</option>
            {others.map((other) => (
              <option key={other} value={other}>
                {titleOf(graph, other)}
              </option>
            ))}
          </select>
          <button type="submit" className="secondary-button" disabled={!Object.hasOwn(graph.panels, target)}>
            {t.inspector.addLink}
          </button>
        </form>
      )}
    </div>
  )
}
