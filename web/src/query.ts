/** How data is fetched, kept and retried. */
import { QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from './api.ts'

/** Called when the server says that nobody is signed in; the router then asks for it. */
type SignedOut = () => void

export function createQueryClient(onSignedOut: SignedOut): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.status === 401) onSignedOut()
      },
    }),
    defaultOptions: {
      queries: {
        // The stream says what has changed; the time is for what it does not tell of.
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && isPassing(error),
        retryDelay: (failures, error) =>
          error instanceof ApiError && error.retryAfterSeconds ? error.retryAfterSeconds * 1000 : 500 * 2 ** failures,
      },
    },
  })
}

/** Worth another try: no answer, overload, or a server that is starting. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && [0, 429, 502, 503, 504].includes(error.status)
}
