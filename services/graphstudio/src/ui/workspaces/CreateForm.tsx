import { useId, useRef, useState } from 'react'
import { usePreferences } from '../preferences'

interface Props {
  readonly onCreate: (name: string) => Promise<void>
  readonly onImport: (file: File) => Promise<void>
}

/** Makes a workspace: an empty one by its name, or one from a file. */
export function CreateForm({ onCreate, onImport }: Props) {
  const { t } = usePreferences()
  const [name, setName] = useState('')
  const [isBusy, setBusy] = useState(false)
  const file = useRef<HTMLInputElement>(null)
  const id = useId()

  function wait(made: Promise<void>) {
    setBusy(true)
    void made.finally(() => setBusy(false))
  }

  return (
    <form
      className="create"
      onSubmit={(event) => {
        event.preventDefault()
        wait(onCreate(name.trim()))
      }}
    >
      <label htmlFor={id}>{t.list.name}</label>
      <div className="create-row">
        <input id={id} value={name} maxLength={200} placeholder={t.list.placeholder} autoComplete="off" onChange={(event) => setName(event.target.value)} />
        <button type="submit" className="primary-button" disabled={isBusy || name.trim() === ''}>
          {t.list.create}
        </button>
        <button type="button" className="secondary-button" disabled={isBusy} onClick={() => file.current?.click()}>
          {t.list.import}
        </button>
      </div>
      <input
        ref={file}
        type="file"
        hidden
        aria-label={t.list.import}
        accept=".json,application/json"
        onChange={(event) => {
          const [chosen] = event.target.files ?? []
          event.target.value = ''
          if (chosen) wait(onImport(chosen))
        }}
      />
    </form>
  )
}
