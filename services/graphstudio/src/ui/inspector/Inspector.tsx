import type { Ref } from 'react'
import type { Graph } from '../../core/graph'
import type { Intent } from '../../core/intent'
import { usePreferences } from '../preferences'
import { NOTHING, type Selection } from '../studio/selection'
import { IconButton } from '../parts/IconButton'
import { LinkEditor } from './LinkEditor'
import { PanelEditor } from './PanelEditor'

interface Props {
  readonly ref: Ref<HTMLElement>
  readonly graph: Graph
  readonly selection: Selection
  readonly isReadOnly: boolean
  readonly onEdit: (intent: Intent) => void
  readonly onDelete: (selection: Selection) => void
  readonly onDuplicate: () => void
  readonly onSelect: (selection: Selection) => void
}

/** What is selected, to read and to change. */
export function Inspector({ ref, graph, selection, isReadOnly, onEdit, onDelete, onDuplicate, onSelect }: Props) {
  const { t } = usePreferences()
  const panels = [...selection.panels]
  const links = [...selection.links]
  const count = panels.length + links.length
  if (count === 0) return null
  const [panel] = panels
  const [link] = links
  const title = count > 1 ? t.inspector.several(count) : panel ? t.inspector.panel : t.inspector.link
  return (
    <aside ref={ref} className="inspector" aria-label={title}>
      <div className="inspector-head">
        <h2>{title}</h2>
        {!isReadOnly && panels.length > 0 && <IconButton icon="copy" label={t.duplicate} onClick={onDuplicate} />}
        {!isReadOnly && <IconButton icon="trash" label={t.inspector.delete} onClick={() => onDelete(selection)} />}
        <IconButton icon="close" label={t.close} onClick={() => onSelect(NOTHING)} />
      </div>
      {count === 1 && panel && (
        <PanelEditor key={panel} id={panel} panel={graph.panels[panel]!} graph={graph} isReadOnly={isReadOnly} onEdit={onEdit} onSelect={onSelect} />
      )}
      {count === 1 && link && <LinkEditor key={link} id={link} link={graph.links[link]!} graph={graph} isReadOnly={isReadOnly} onEdit={onEdit} />}
    </aside>
  )
}
