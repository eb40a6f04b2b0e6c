/** A menu behind a button: the browser's own popover, which Escape or a click elsewhere closes. */

import { type ComponentProps, type ReactNode, useId, useRef } from 'react'
import type { Icon } from './Icon'
import { IconButton } from './IconButton'

interface Props {
  readonly label: string
  readonly icon: ComponentProps<typeof Icon>['name']
  readonly children: ReactNode
  readonly className?: string
}

const ROOM = 8

export function Menu({ label, icon, children, className = '' }: Props) {
  const id = useId()
  const around = useRef<HTMLDivElement>(null)
  const popover = useRef<HTMLDivElement>(null)

  function place() {
    const box = around.current!.firstElementChild!.getBoundingClientRect()
    const menu = popover.current!
    const isHigh = box.bottom + menu.offsetHeight + ROOM < innerHeight
    menu.style.top = `${isHigh ? box.bottom + 4 : Math.max(ROOM, box.top - menu.offsetHeight - 4)}px`
    menu.style.left = `${Math.max(ROOM, Math.min(box.right - menu.offsetWidth, innerWidth - menu.offsetWidth - ROOM))}px`
  }

  return (
    <div ref={around} className={`menu-button ${className}`}>
      <IconButton icon={icon} label={label} popoverTarget={id} />
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="group"
        aria-label={label}
        className="menu"
        onToggle={(event) => {
          if (event.newState === 'open') place()
        }}
      >
        {children}
      </div>
    </div>
  )
}

interface ItemProps {
  readonly children: ReactNode
  readonly onChoose: () => void
  readonly isDangerous?: boolean
}

export function MenuItem({ children, onChoose, isDangerous = false }: ItemProps) {
  return (
    <button
      type="button"
      className={`menu-item ${isDangerous ? 'is-dangerous' : ''}`}
      onClick={(event) => {
        event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()
        onChoose()
      }}
    >
      {children}
    </button>
  )
}
