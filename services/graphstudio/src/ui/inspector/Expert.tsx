import { type ReactNode, useId } from 'react'
import type { JsonObject } from '../../core/graph'
import { isSame } from '../../core/patch'
import { usePreferences } from '../preferences'
import { Overtaken } from './FieldInput'
import { parse, textOf } from './json'
import { useDraft } from './useDraft'

interface Props {
  readonly data: JsonObject | undefined
  readonly isReadOnly: boolean
  readonly onData: (data: JsonObject) => void
  readonly children?: ReactNode
}

/** All data as JSON, for those who know what that is. */
export function Expert({ data, isReadOnly, onData, children }: Props) {
  const { t } = usePreferences()
  const draft = useDraft(data, textOf, isSame)
  const { data: next, error } = parse(draft.text, t)
  const id = useId()
  return (
    <details className="expert">
      <summary>{t.inspector.expert}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!next) return
          onData(next)
          draft.drop()
        }}
      >
        <div className="field">
          <label htmlFor={id}>{t.inspector.data}</label>
          <textarea
            id={id}
            className="json"
            rows={8}
            value={draft.text}
            readOnly={isReadOnly}
            spellCheck={false}
            aria-invalid={error !== null}
            aria-describedby={`${id}-error`}
            onChange={(event) => draft.type(event.target.value)}
          />
          <p id={`${id}-error`} className="field-error" role="alert">
            {error}
          </p>
        </div>
        {draft.isOvertaken && <Overtaken text={t.inspector.changedByOthers} />}
        {draft.isTouched && (
          <div className="actions">
            <button type="submit" className="primary-button is-small" disabled={error !== null}>
              {t.inspector.save}
            </button>
            <button type="button" className="quiet-button is-small" onClick={draft.drop}>
              {t.inspector.revert}
            </button>
          </div>
        )}
      </form>
      {children}
    </details>
  )
}
