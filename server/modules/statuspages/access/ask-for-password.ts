import { contentSecurityPolicy, html, type RawRequest } from '#platform/http'

/** RFC 7617: browsers open their own dialog, so that no cookie is needed. The same for every page: it names none. */
export function askForPassword(request: RawRequest): Response {
  const response = html(request.method === 'HEAD' ? '' : body, {
    status: 401,
    headers: {
      'www-authenticate': 'Basic realm="Status page", charset="UTF-8"',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy('status'),
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    },
  })
  return response
}

const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>This page has a password</title>
</head>
<body>
<main>
<h1>This page has a password</h1>
<p>Load the page again to enter it. The user name may be anything, or nothing.</p>
<p>Whoever runs this page can tell you the password.</p>
</main>
</body>
</html>
`
