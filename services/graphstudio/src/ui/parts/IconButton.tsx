import type { ButtonHTMLAttributes, ComponentProps } from 'react'
import { Icon } from './Icon'

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: ComponentProps<typeof Icon>['name']
  readonly label: string
}

export function IconButton({ icon, label, className = '', ...rest }: Props) {
  return (
    <button type="button" className={`icon-button ${className}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  )
}
