import { useId, useState } from 'react'
import { type Graph, type Id, linksOf, LONGEST_TITLE, newId, type Panel, titleOf } from '../../core/graph'
import type { Intent } from '../../core/intent'
import { usePreferences } from '../preferences'
import type { Selection } from '../studio/selection'
import { Expert } from './Expert'
import { Overtaken } from './FieldInput'
import { FieldList } from './FieldList'
import { useDraft } from './useDraft'

interface Props {
  readonly id: Id
  readonly panel: Panel
  readonly graph: Graph
  readonly isReadOnly: boolean
  readonly onEdit: (intent: Intent) => void
  readonly onSelect: (selection: Selection) => void
}

export function PanelEditor({ id, panel, graph, isReadOnly, onEdit, onSelect }: Props) {
  return (
    <>
      <Title key={id} id={id} panel={panel} isReadOnly={isReadOnly} onEdit={onEdit} />
      <FieldList data={panel.data} isReadOnly={isReadOnly} onValues={(values) => onEdit({ kind: 'editPanel', id, values })} />
      <Links id={id} graph={graph} isReadOnly={isReadOnly} onEdit={onEdit} onSelect={onSelect} />
      <Expert data={panel.data} isReadOnly={isReadOnly} onData={(data) => onEdit({ kind: 'editPanel', id, data })}>
        {!isReadOnly && <Place id={id} panel={panel} onEdit={onEdit} />}
      </Expert>
    </>
  )
}

function Title({ id, panel, isReadOnly, onEdit }: Pick<Props, 'id' | 'panel' | 'isReadOnly' | 'onEdit'>) {
  const { t } = usePreferences()
  const titleId = useId()
  const draft = useDraft(panel.title, (title) => title)
  function finish() {
    if (draft.isTouched && draft.text !== panel.title) onEdit({ kind: 'editPanel', id, title: draft.text })
    draft.drop()
  }
  return (
    <div className="field">
      <label htmlFor={titleId}>{t.inspector.title}</label>
      <input
        id={titleId}
        className="title-input"
        value={draft.text}
        readOnly={isReadOnly}
        maxLength={LONGEST_TITLE}
        autoComplete="off"
        onChange={(event) => draft.type(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter') finish()
          if (event.key === 'Escape') draft.drop()
        }}
      />
      {draft.isOvertaken && <Overtaken text={t.inspector.changedByOthers} />}
    </div>
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

function Links({ id, graph, isReadOnly, onEdit, onSelect }: Omit<Props, 'panel'>) {
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
      {others.length > 0 && !isReadOnly && (
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
