import { useId } from 'react'
import { type Graph, type Id, LINK_LABEL, type Link, titleOf } from '../../core/graph'
import type { Intent } from '../../core/intent'
import { usePreferences } from '../preferences'
import { Expert } from './Expert'
import { FieldInput } from './FieldInput'
import { FieldList } from './FieldList'

interface Props {
  readonly id: Id
  readonly link: Link
  readonly graph: Graph
  readonly isReadOnly: boolean
  readonly onEdit: (intent: Intent) => void
}

export function LinkEditor({ id, link, graph, isReadOnly, onEdit }: Props) {
  const { t } = usePreferences()
  const labelId = useId()
  return (
    <>
      <p>{t.studio.linkLabel(titleOf(graph, link.source), titleOf(graph, link.target))}</p>
      <div className="field">
        <span id={labelId} className="field-name">
          {t.inspector.label}
        </span>
        <FieldInput
          field={{ name: LINK_LABEL, type: 'text' }}
          value={link.data?.[LINK_LABEL]}
          isReadOnly={isReadOnly}
          labelId={labelId}
          onValue={(value) => onEdit({ kind: 'editLink', id, values: { [LINK_LABEL]: value } })}
        />
      </div>
      <FieldList data={link.data} except={LINK_LABEL} isReadOnly={isReadOnly} onValues={(values) => onEdit({ kind: 'editLink', id, values })} />
      <Expert data={link.data} isReadOnly={isReadOnly} onData={(data) => onEdit({ kind: 'editLink', id, data })} />
    </>
  )
}
