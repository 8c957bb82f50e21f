import { useId, type ComponentProps, type ReactNode } from 'react'
import { cn } from './class-names.ts'

type Look = 'primary' | 'secondary' | 'quiet' | 'danger'

const looks: Record<Look, string> = {
  primary: 'bg-accent-fill text-on-accent hover:bg-accent-fill-hover',
  secondary: 'border border-line bg-raised text-text shadow-card hover:bg-hover',
  quiet: 'text-muted hover:bg-hover hover:text-text',
  danger: 'bg-down-fill text-on-accent hover:opacity-90',
}

/** Also for links that look like buttons. */
export function buttonClass(look: Look = 'secondary', more?: string): string {
  return cn(
    'inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-md px-2.5 text-sm font-medium whitespace-nowrap select-none pointer-coarse:h-9 pointer-coarse:px-3.5 [&_svg]:size-3.5 [&_svg]:shrink-0',
    looks[look],
    more,
  )
}

type Props = ComponentProps<'button'> & {
  look?: Look
  icon?: ReactNode
  /** Why it cannot be pressed; it then stays visible and says so. */
  refusal?: string | undefined
  pending?: boolean | undefined
}

export function Button({ look = 'secondary', icon, refusal, pending, children, className, onClick, ...rest }: Props) {
  const id = useId()
  return (
    <>
      <button
        type="button"
        {...rest}
        className={buttonClass(look, cn(refusal && 'opacity-60', pending && 'opacity-70', className))}
        aria-disabled={refusal || pending ? true : undefined}
        aria-describedby={refusal ? id : rest['aria-describedby']}
        title={refusal ?? rest.title}
        onClick={(event) => {
          if (refusal || pending) event.preventDefault()
          else onClick?.(event)
        }}
      >
        {icon}
        {children}
      </button>
      {refusal && (
        <span id={id} className="sr-only">
          {refusal}
        </span>
      )}
    </>
  )
}

/** A square with an icon; `label` is its name for screen readers and on hover. */
export function IconButton({ label, children, className, ...rest }: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={cn(
        'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text disabled:opacity-40 aria-disabled:opacity-40 pointer-coarse:size-9 [&_svg]:size-4',
        className,
      )}
    >
      {children}
    </button>
  )
}
