/** Says what happens to those who do not see it: one polite live region for the whole page. */

import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

const Context = createContext<(text: string) => void>(() => {})

export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ text: '', turn: 0 })
  const announce = useCallback((text: string) => setSaid(({ turn }) => ({ text, turn: turn + 1 })), [])
  return (
    <Context value={announce}>
      {children}
      <div role="status" aria-live="polite" className="unseen">
        {/* A new element each time, so that the same words are said again. */}
        <span key={said.turn}>{said.text}</span>
      </div>
    </Context>
  )
}

export function useAnnounce(): (text: string) => void {
  return useContext(Context)
}
