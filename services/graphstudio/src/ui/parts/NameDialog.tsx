import { useId, useState } from 'react'
import { usePreferences } from '../preferences'
import { Dialog } from './Dialog'

interface Props {
  readonly name: string
  readonly onName: (name: string) => void
  readonly onClose: () => void
}

/** Asks for another name of a workspace. */
export function NameDialog({ name, onName, onClose }: Props) {
  const { t } = usePreferences()
  const [next, setNext] = useState(name)
  const id = useId()
  return (
    <Dialog title={t.list.renameTitle} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault()
          onName(next.trim())
        }}
      >
        <div className="field">
          <label htmlFor={id}>{t.list.newName}</label>
          <input id={id} value={next} maxLength={200} autoComplete="off" autoFocus onChange={(event) => setNext(event.target.value)} onFocus={(event) => event.target.select()} />
        </div>
        <div className="actions">
          <button type="submit" className="primary-button" disabled={next.trim() === '' || next.trim() === name}>
            {t.save}
          </button>
          <button type="button" className="quiet-button" onClick={onClose}>
            {t.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
