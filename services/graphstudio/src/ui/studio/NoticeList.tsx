import { IconButton } from '../parts/IconButton'
import { usePreferences } from '../preferences'
import type { Told } from './notices'

export function NoticeList({ told, onDismiss }: { told: readonly Told[]; onDismiss: (key: number) => void }) {
  const { t } = usePreferences()
  if (told.length === 0) return null
  return (
    <section className="notices" aria-label={t.notices.title}>
      {told.map(({ key, text, isPassing }) => (
        <div key={key} className={`notice ${isPassing ? '' : 'is-serious'}`}>
          <p>{text}</p>
          <IconButton icon="close" label={t.close} onClick={() => onDismiss(key)} />
        </div>
      ))}
    </section>
  )
}
