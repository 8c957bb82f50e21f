import type { ReactNode } from 'react'

type Props = {
  icon: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
  /** `h1` where it is the whole screen. */ heading?: 'h1' | 'h2'
}

/** Says in one sentence what will be here and how it comes about. */
export function Empty({ icon, title, children, action, heading: Heading = 'h2' }: Props) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-14 text-center">
      <div
        className="mb-4 flex size-11 items-center justify-center rounded-xl border border-line bg-sunken text-muted [&_svg]:size-5"
        aria-hidden
      >
        {icon}
      </div>
      <Heading className="text-base font-semibold">{title}</Heading>
      {children && <div className="mt-1 text-balance text-muted">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
