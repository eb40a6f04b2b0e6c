import { useId, useState } from 'react'
import { DECLARED, type Field, FIELD_TYPES, type FieldType } from '../../core/fields'
import { usePreferences } from '../preferences'

interface Props {
  /** Null for a new one. */
  readonly field: Field | null
  readonly taken: ReadonlySet<string>
  readonly onDone: (field: Field) => void
  readonly onCancel: () => void
}

/** What a field is: its name, its type, and the choices of a choice. */
export function FieldForm({ field, taken, onDone, onCancel }: Props) {
  const { t } = usePreferences()
  const [name, setName] = useState(field?.name ?? '')
  const [type, setType] = useState<FieldType>(field?.type ?? 'text')
  const [options, setOptions] = useState(field?.options?.join('\n') ?? '')
  const id = useId()
  const wanted = name.trim()
  const isTaken = wanted !== field?.name && (taken.has(wanted) || wanted === DECLARED)

  function finish() {
    if (wanted === '' || isTaken) return
    const choices = [...new Set(options.split('\n').map((one) => one.trim()).filter(Boolean))]
    onDone({
      name: wanted,
      type,
      ...(type === 'choice' && { options: choices }),
      ...(type === 'table' && { columns: field?.columns ?? [] }),
    })
  }

  return (
    <form
      className="field-form"
      onSubmit={(event) => {
        event.preventDefault()
        finish()
      }}
    >
      <div className="field">
        <label htmlFor={`${id}-name`}>{t.inspector.fieldName}</label>
        <input
          id={`${id}-name`}
          value={name}
          maxLength={100}
          autoComplete="off"
          autoFocus
          aria-invalid={isTaken}
          aria-describedby={`${id}-error`}
          onChange={(event) => setName(event.target.value)}
        />
        <p id={`${id}-error`} className="field-error" role="alert">
          {isTaken ? t.inspector.fieldTaken : ''}
        </p>
      </div>
      <div className="field">
        <label htmlFor={`${id}-type`}>{t.inspector.fieldType}</label>
        <select id={`${id}-type`} value={type} onChange={(event) => setType(event.target.value as FieldType)}>
          {FIELD_TYPES.map((one) => (
            <option key={one} value={one}>
              {t.inspector.fieldTypes[one]}
            </option>
          ))}
        </select>
      </div>
      {type === 'choice' && (
        <div className="field">
          <label htmlFor={`${id}-options`}>{t.inspector.options}</label>
          <textarea id={`${id}-options`} rows={3} value={options} onChange={(event) => setOptions(event.target.value)} />
        </div>
      )}
      <div className="actions">
        <button type="submit" className="primary-button is-small" disabled={wanted === '' || isTaken}>
          {t.inspector.done}
        </button>
        <button type="button" className="quiet-button is-small" onClick={onCancel}>
          {t.cancel}
        </button>
      </div>
    </form>
  )
}
