import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { type Fact, factsOf } from '../../core/card'
import { rowsOf } from '../../core/fields'
import type { Panel } from '../../core/graph'
import type { Mark } from '../../core/preview'
import { localeOf } from '../../i18n'
import { usePreferences } from '../preferences'
import type { Named } from '../studio/people'

export type PanelNodeType = Node<
  { panel: Panel; mark: Mark | undefined; isTouched: boolean; people: readonly Named[] },
  'panel'
>

const SIGNS: Record<Mark, string> = { added: '+', changed: '~', removed: '−' }
const SIDES = [Position.Left, Position.Right, Position.Top, Position.Bottom]

export const PanelNode = memo(function PanelNode({ data: { panel, mark, isTouched, people } }: NodeProps<PanelNodeType>) {
  const { t } = usePreferences()
  const { facts, more } = factsOf(panel)
  const [first] = people
  return (
    <div className={`panel ${mark ? `mark-${mark}` : ''} ${isTouched ? 'is-touched' : ''} ${first ? `is-theirs tint-${first.tint}` : ''}`}>
      {SIDES.map((side) => (
        <Handle key={side} id={side} type="source" position={side} />
      ))}
      <span className="panel-title">{panel.title}</span>
      {facts.length > 0 && (
        <span className="panel-facts">
          {facts.map((fact) => (
            <FactLine key={fact.field.name} fact={fact} />
          ))}
          {more > 0 && <span className="fact is-more">{t.studio.moreFacts(more)}</span>}
        </span>
      )}
      {mark && (
        <span className="panel-mark">
          <span aria-hidden="true">{SIGNS[mark]}</span> {t.studio.mark[mark]}
        </span>
      )}
      {first && !mark && <span className="panel-people">{people.map(({ name }) => name).join(', ')}</span>}
    </div>
  )
})

function FactLine({ fact: { field, value } }: { fact: Fact }) {
  return (
    <span className="fact">
      <span className="fact-name">{field.name}</span>
      <span className={`fact-value is-${field.type}`}>
        <FactValue field={field} value={value} />
      </span>
    </span>
  )
}

function FactValue({ field, value }: Fact) {
  const { t, language } = usePreferences()
  const locale = localeOf(language, navigator.languages)
  switch (field.type) {
    case 'number':
      return (value as number).toLocaleString(locale, { maximumFractionDigits: 6 })
    case 'date':
      return new Date(`${value as string}T00:00:00`).toLocaleDateString(locale, { dateStyle: 'medium' })
    case 'yesNo':
      return value === true ? t.yes : t.no
    case 'table':
      return t.studio.rows(rowsOf(value).length)
    case 'other':
      return Array.isArray(value) && value.every((one) => typeof one !== 'object') ? value.join(', ') : '{…}'
    default:
      return String(value)
  }
}
