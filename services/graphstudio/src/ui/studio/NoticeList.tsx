import { IconButton } from '../parts/IconButton'
import { usePreferences } from '../preferences'
import type { Told } from './notices'

interface Props {
  readonly told: readonly Told[]
  readonly canUndo: boolean
  readonly onUndo: () => void
  readonly onDismiss: (key: number) => void
}

export function NoticeList({ told, canUndo, onUndo, onDismiss }: Props) {
  const { t } = usePreferences()
  if (told.length === 0) return null
  return (
    <section className="notices" aria-label={t.notices.title}>
      {told.map(({ key, text, isPassing, canUndo: isUndoable }) => (
        <div key={key} className={`notice ${isPassing ? '' : 'is-serious'}`}>
          <p>{text}</p>
          {isUndoable && (
            <button
              type="button"
              className="quiet-button"
              disabled={!canUndo}
              onClick={() => {
                onUndo()
                onDismiss(key)
              }}
            >
              {t.undo}
            </button>
          )}
          <IconButton icon="close" label={t.close} onClick={() => onDismiss(key)} />
        </div>
      ))}
    </section>
  )
}
