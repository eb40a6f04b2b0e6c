import { useEffect, useRef } from 'react'

interface Acts {
  readonly undo: () => void
  readonly redo: () => void
  readonly open: () => void
  readonly duplicate: () => void
}

/** Ctrl+Z, Ctrl+Y or Ctrl+Shift+Z, Ctrl+D and F2, wherever nothing is typed. */
export function useShortcuts(acts: Acts) {
  const newest = useRef(acts)
  useEffect(() => {
    newest.current = acts
  })
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const target = event.target as HTMLElement
      if (target.closest('input, textarea, select, dialog')) return
      const { undo, redo, open, duplicate } = newest.current
      const key = event.key.toLowerCase()
      const hasCommand = event.ctrlKey || event.metaKey
      if (key === 'f2') open()
      else if (hasCommand && (key === 'y' || (key === 'z' && event.shiftKey))) redo()
      else if (hasCommand && key === 'z') undo()
      else if (hasCommand && key === 'd') duplicate()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
