import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { Link, Outlet, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import MapPinOff from 'lucide-react/icons/map-pin-off'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { ApiError } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { useMainElement } from '../../components/in-shell.ts'
import { useTitle } from '../../components/screen.tsx'
import { reloadWhenReachable } from '../../lazy-screen.tsx'
import { Toasts } from '../../components/toast.tsx'
import { isAsking, subscribeAsking } from '../../prove.ts'

const ProveDialog = lazy(() =>
  import('../../components/prove-dialog.tsx').then(({ ProveDialog }) => ({ default: ProveDialog })),
)

export function Root() {
  const asked = useSyncExternalStore(subscribeAsking, isAsking)
  return (
    <>
      <Outlet />
      <Toasts />
      <Suspense>{asked && <ProveDialog />}</Suspense>
    </>
  )
}

/** The same for what is not there and for what one may not know of. */
export function Missing() {
  useTitle('Not found')
  const Main = useMainElement()
  return (
    <Main className="flex min-h-[60vh] flex-col justify-center">
      <Empty
        heading="h1"
        icon={<MapPinOff />}
        title="There is nothing at this address"
        action={
          <Link to="/" className={buttonClass('secondary')}>
            Go to the overview
          </Link>
        }
      >
        It may have been deleted, or it belongs to a workspace that you are not a member of.
      </Empty>
    </Main>
  )
}

export function Failed({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  useTitle('Error')
  const Main = useMainElement()
  return (
    <Main className="flex min-h-[60vh] flex-col justify-center p-4">
      <ErrorPanel
        heading="h1"
        error={error}
        retry={() => {
          if (error instanceof ApiError && error.code === 'screen_unreachable') return void reloadWhenReachable()
          queries.reset()
          reset()
          void router.invalidate()
        }}
      >
        <p className="mt-1 text-muted">Nothing that was saved is lost.</p>
      </ErrorPanel>
    </Main>
  )
}
