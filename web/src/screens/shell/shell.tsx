import { Outlet, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { InShell } from '../../components/in-shell.ts'
import { useKeys } from '../../keys.ts'
import { useStream } from '../../live.ts'
import { useWorkspace } from '../../session.ts'
import { storageKeys, writeStored } from '../../storage.ts'
import { BottomBar } from './bottom-bar.tsx'
import { Header } from './header.tsx'
import { places } from './places.ts'
import { Rail } from './rail.tsx'

const loadPalette = () => import('./palette.tsx')
const Palette = lazy(() => loadPalette().then(({ Palette }) => ({ default: Palette })))
const PolicyNotice = lazy(() => import('./policy-notice.tsx').then(({ PolicyNotice }) => ({ default: PolicyNotice })))
const KeysHelp = lazy(() => import('./keys-help.tsx').then(({ KeysHelp }) => ({ default: KeysHelp })))

/** After what the screen itself needs. */
const paletteDelayMs = 1500

/** What stands around every screen of a workspace. */
export function Shell() {
  const { slug } = useWorkspace()
  const navigate = useNavigate()
  const [open, setOpen] = useState<'palette' | 'keys'>()
  useStream(slug)
  useEffect(() => writeStored(storageKeys.workspace, slug), [slug])
  // Fetched ahead, so that the first letters typed after ⌘K are not lost.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), paletteDelayMs)
    return () => clearTimeout(timer)
  }, [])
  useKeys([
    {
      keys: 'mod+k',
      does: 'Go, do, search',
      group: 'Everywhere',
      inFields: true,
      run: () => setOpen((now) => (now === 'palette' ? undefined : 'palette')),
    },
    { keys: '?', does: 'Show the shortcuts', group: 'Everywhere', run: () => setOpen('keys') },
    ...places.map(({ to, keys, name }) => ({
      keys,
      does: name,
      group: 'Go to' as const,
      run: () => void navigate({ to, params: { workspace: slug } }),
    })),
  ])
  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)_auto] md:grid-cols-[13rem_minmax(0,1fr)] md:grid-rows-[auto_minmax(0,1fr)] print:block print:h-auto">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-raised px-3 py-2 shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <Rail />
      <Header onSearch={() => setOpen('palette')} onKeys={() => setOpen('keys')} />
      <main
        id="content"
        tabIndex={-1}
        className="min-w-0 overflow-y-auto bg-surface outline-none md:rounded-tl-xl md:border-t md:border-l md:border-line print:overflow-visible"
      >
        <Suspense>
          <PolicyNotice />
        </Suspense>
        <InShell value>
          <Outlet />
        </InShell>
      </main>
      <BottomBar />
      <Suspense>
        {open === 'palette' && <Palette onClose={() => setOpen(undefined)} onKeys={() => setOpen('keys')} />}
        {open === 'keys' && <KeysHelp onClose={() => setOpen(undefined)} />}
      </Suspense>
    </div>
  )
}
