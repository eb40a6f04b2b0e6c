import { useReactFlow } from '@xyflow/react'
import { IconButton } from '../parts/IconButton'
import { usePreferences } from '../preferences'
import { wholeGraph } from './view'

interface Props {
  readonly isReady: boolean
  readonly isReadOnly: boolean
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly canArrange: boolean
  readonly isOutlined: boolean
  readonly onAdd: () => void
  readonly onUndo: () => void
  readonly onRedo: () => void
  readonly onArrange: () => void
  readonly onOutline: () => void
}

export function Toolbar({ isReady, isReadOnly, canUndo, canRedo, canArrange, isOutlined, onAdd, onUndo, onRedo, onArrange, onOutline }: Props) {
  const { t } = usePreferences()
  const flow = useReactFlow()
  return (
    <div className="toolbar" role="group" aria-label={t.studio.tools}>
      {!isReadOnly && <IconButton icon="add" label={t.studio.addPanel} className="is-main" disabled={!isReady} onClick={onAdd} />}
      <IconButton icon="search" label={t.studio.outline} aria-pressed={isOutlined} onClick={onOutline} />
      {!isReadOnly && (
        <>
          <IconButton icon="arrange" label={t.studio.arrange} disabled={!isReady || !canArrange} onClick={onArrange} />
          <hr />
          <IconButton icon="undo" label={t.studio.undo} disabled={!isReady || !canUndo} onClick={onUndo} />
          <IconButton icon="redo" label={t.studio.redo} disabled={!isReady || !canRedo} onClick={onRedo} />
        </>
      )}
      <hr />
      <IconButton icon="zoomIn" className="is-zoom" label={t.studio.zoomIn} onClick={() => void flow.zoomIn()} />
      <IconButton icon="zoomOut" className="is-zoom" label={t.studio.zoomOut} onClick={() => void flow.zoomOut()} />
      <IconButton icon="fit" label={t.studio.fit} onClick={() => void flow.fitView(wholeGraph())} />
    </div>
  )
}
