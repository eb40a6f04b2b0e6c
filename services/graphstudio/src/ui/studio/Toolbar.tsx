import { useReactFlow } from '@xyflow/react'
import { IconButton } from '../parts/IconButton'
import { usePreferences } from '../preferences'

interface Props {
  readonly isReady: boolean
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly isOutlined: boolean
  readonly onAdd: () => void
  readonly onUndo: () => void
  readonly onRedo: () => void
  readonly onOutline: () => void
}

export function Toolbar({ isReady, canUndo, canRedo, isOutlined, onAdd, onUndo, onRedo, onOutline }: Props) {
  const { t } = usePreferences()
  const flow = useReactFlow()
  return (
    <div className="toolbar" role="group" aria-label={t.studio.tools}>
      <IconButton icon="add" label={t.studio.addPanel} className="is-main" disabled={!isReady} onClick={onAdd} />
      <IconButton icon="outline" label={t.studio.outline} aria-pressed={isOutlined} onClick={onOutline} />
      <hr />
      <IconButton icon="undo" label={t.studio.undo} disabled={!isReady || !canUndo} onClick={onUndo} />
      <IconButton icon="redo" label={t.studio.redo} disabled={!isReady || !canRedo} onClick={onRedo} />
      <hr />
      <IconButton icon="zoomIn" label={t.studio.zoomIn} onClick={() => void flow.zoomIn()} />
      <IconButton icon="zoomOut" label={t.studio.zoomOut} onClick={() => void flow.zoomOut()} />
      <IconButton icon="fit" label={t.studio.fit} onClick={() => void flow.fitView({ padding: 0.25, maxZoom: 1 })} />
    </div>
  )
}
