/** Menus are fetched after the first screen is there: until then their triggers stand alone, and one press is kept. */
import { lazy, Suspense, useState, type ComponentType } from 'react'
import type * as Parts from './menu-parts.tsx'

type Name = 'Menu' | 'MenuItem' | 'MenuChoice' | 'MenuGroup' | 'MenuSeparator'

type PropsOf<N extends Name> = React.ComponentProps<(typeof Parts)[N]>

function part<N extends Name>(name: N): ComponentType<PropsOf<N>> {
  return lazy(async () => {
    const parts = await import('./menu-parts.tsx')
    // The compiler does not follow a name to the part of that name.
    return { default: parts[name] as unknown as ComponentType<PropsOf<N>> }
  })
}

const Loaded = part('Menu')
export const MenuItem = part('MenuItem')
export const MenuChoice = part('MenuChoice')
export const MenuGroup = part('MenuGroup')
export const MenuSeparator = part('MenuSeparator')

export function Menu({ children, ...props }: Parts.MenuProps) {
  const [wasPressed, setPressed] = useState(false)
  const waiting = (
    <span className="contents" onClick={() => setPressed(true)}>
      {props.trigger}
    </span>
  )
  return (
    <Suspense fallback={waiting}>
      <Loaded {...props} defaultOpen={wasPressed}>
        <Suspense>{children}</Suspense>
      </Loaded>
    </Suspense>
  )
}
