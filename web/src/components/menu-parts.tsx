import { Menu as Base } from '@base-ui/react/menu'
import Check from 'lucide-react/icons/check'
import type { ReactElement, ReactNode } from 'react'
import { cn } from './class-names.ts'

export type MenuProps = {
  trigger: ReactElement
  children: ReactNode
  align?: 'start' | 'end'
  side?: 'top' | 'bottom'
  defaultOpen?: boolean
}

export function Menu({ trigger, children, align = 'start', side = 'bottom', defaultOpen = false }: MenuProps) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal container={document.getElementById('layer') ?? undefined}>
        <Base.Positioner align={align} side={side} sideOffset={6} className="z-50 outline-none">
          <Base.Popup className="appear max-h-[70vh] min-w-48 overflow-y-auto rounded-lg bg-raised p-1 text-sm text-text shadow-float outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

const item =
  'flex min-h-7.5 w-full cursor-pointer items-center gap-2 rounded-md px-2 py-1 text-left outline-none select-none data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50 data-[highlighted]:bg-hover pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:text-muted'

export function MenuItem({
  children,
  onClick,
  icon,
  disabled,
}: {
  children: ReactNode
  onClick: () => void
  icon?: ReactNode
  disabled?: boolean
}) {
  return (
    <Base.Item className={item} onClick={onClick} disabled={disabled ?? false}>
      {icon}
      {children}
    </Base.Item>
  )
}

/** One of several, with a tick at the chosen one. */
export function MenuChoice({
  children,
  chosen,
  onClick,
}: {
  children: ReactNode
  chosen: boolean
  onClick: () => void
}) {
  return (
    <Base.Item className={item} onClick={onClick} aria-current={chosen || undefined}>
      <Check className={cn('size-4', !chosen && 'invisible')} aria-hidden />
      {children}
    </Base.Item>
  )
}

export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-1.5 pb-0.5 text-xs text-faint">{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  )
}

export function MenuSeparator() {
  return <Base.Separator className="my-1 h-px bg-line" />
}
