import { Component, type ReactNode } from 'react'
import { usePreferences } from '../preferences'

interface Props {
  readonly children: ReactNode
}

/** Catches a defect of the page, so that its user sees more than nothing. */
export class Boundary extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children
  }
}

function Broken() {
  const { t } = usePreferences()
  return (
    <main className="empty studio-gone page">
      <p className="empty-title" role="alert">
        {t.broken}
      </p>
      <button type="button" className="primary-button" onClick={() => location.reload()}>
        {t.reload}
      </button>
    </main>
  )
}
