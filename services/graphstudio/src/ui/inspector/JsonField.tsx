import { useId } from 'react'
import { usePreferences } from '../preferences'

interface Props {
  readonly text: string
  readonly error: string | null
  readonly onChange: (text: string) => void
}

export function JsonField({ text, error, onChange }: Props) {
  const { t } = usePreferences()
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{t.inspector.data}</label>
      <textarea
        id={id}
        className="json"
        rows={7}
        value={text}
        spellCheck={false}
        aria-invalid={error !== null}
        aria-describedby={`${id}-error`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-error`} className="field-error" role="alert">
        {error}
      </p>
    </div>
  )
}
