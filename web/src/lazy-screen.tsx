/** Screens are files of their own, fetched when they are wanted, or ahead when there is nothing else to do. */
import { use, type ComponentType, type FunctionComponent } from 'react'
import { ApiError } from './api.ts'

type LazyScreen = FunctionComponent & { preload: () => Promise<void> }

const all: LazyScreen[] = []

/** A screen whose file cannot be had says so and can be tried again; the page stays. */
export function lazyScreen<Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): LazyScreen {
  let loading: Promise<ComponentType> | undefined
  const fetchScreen = (): Promise<ComponentType> =>
    (loading ??= load().then(
      (file) => file[name],
      (cause: unknown) => {
        loading = undefined
        throw new ApiError({ status: 0, code: 'screen_unreachable', detail: 'this screen could not be fetched', cause })
      },
    ))
  const Screen = (): React.ReactNode => {
    const Loaded = use(fetchScreen())
    return <Loaded />
  }
  const screen = Object.assign(Screen, {
    // A failure is told when the screen is shown, not when it is fetched ahead.
    preload: () =>
      fetchScreen().then(
        () => {},
        () => {},
      ),
  })
  all.push(screen)
  return screen
}

const idleMs = 3000

/** One after the other, so that going anywhere is instant and works while the server restarts. */
export function fetchScreensAhead(): void {
  setTimeout(() => {
    void all.reduce((before, { preload }) => before.then(preload), Promise.resolve())
  }, idleMs)
}

/** Browsers remember a file that failed, and a new version has other files: the page is read anew, once it can be. */
export async function reloadWhenReachable(): Promise<void> {
  const answer = await fetch('/app/', { method: 'HEAD' }).catch(() => undefined)
  if (answer?.ok) location.reload()
}
