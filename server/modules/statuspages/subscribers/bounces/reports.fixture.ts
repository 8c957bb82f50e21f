/** Reports in the form in which mail servers send them, written after their documentation; the people are made up. */

export type ReportOf = { returnPath: string; recipient: string; original?: string }

const crlf = (text: string): string => text.replaceAll('\n', '\r\n')

const shortOriginal = 'From: status@watch.example\nSubject: [Investigating] Slow\n'

/** Postfix's bounce(8). */
export function postfixBounce(
  { returnPath, recipient, original = shortOriginal }: ReportOf,
  { status = '5.1.1', action = 'failed', code = '550 5.1.1' } = {},
): string {
  return crlf(`Return-Path: <>
Delivered-To: ${returnPath}
Date: Sun, 22 Nov 2026 08:00:00 +0000 (UTC)
From: MAILER-DAEMON@mx.watch.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: ${returnPath}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4A1B2C3D4E.1700000000/mx.watch.example"
Content-Transfer-Encoding: 8bit
Message-Id: <20261122080000.4A1B2C3D4F@mx.watch.example>

This is a MIME-encapsulated message.

--4A1B2C3D4E.1700000000/mx.watch.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

<${recipient}>: host mx.example.com[192.0.2.1] said: ${code} no such
    user (in reply to RCPT TO command)

--4A1B2C3D4E.1700000000/mx.watch.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.watch.example
X-Postfix-Queue-ID: 4A1B2C3D4E
X-Postfix-Sender: rfc822; ${returnPath}
Arrival-Date: Sun, 22 Nov 2026 07:59:59 +0000 (UTC)

Final-Recipient: rfc822; ${recipient}
Original-Recipient: rfc822;${recipient}
Action: ${action}
Status: ${status}
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; ${code} no such
    user

--4A1B2C3D4E.1700000000/mx.watch.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

${original}
--4A1B2C3D4E.1700000000/mx.watch.example--
`)
}

/** Exim 4.8 and newer: \`Status: 5.0.0\`, and the exact one in the words of the other side only. */
export function eximBounce(
  { returnPath, recipient, original = shortOriginal }: ReportOf,
  said = '550 5.1.1 User unknown',
): string {
  return crlf(`Return-path: <>
X-Failed-Recipients: ${recipient}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.watch.example>
To: ${returnPath}
References: <sml_1@watch.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=1700000000-eximdsn-1804289383
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abcde-000123-AB@mx.watch.example>

--1700000000-eximdsn-1804289383
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

  ${recipient}
    host mx.example.com [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<${recipient}>:
    ${said}

--1700000000-eximdsn-1804289383
Content-type: message/delivery-status

Reporting-MTA: dns; mx.watch.example

Action: failed
Final-Recipient: rfc822;${recipient}
Status: 5.0.0
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; ${said}

--1700000000-eximdsn-1804289383
Content-type: message/rfc822

Return-path: <${returnPath}>
${original}
Body of the mail.

--1700000000-eximdsn-1804289383--
`)
}

/** Exim before that: plain text. */
export function oldEximBounce({ returnPath, recipient }: ReportOf): string {
  return crlf(`X-Failed-Recipients: ${recipient}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.watch.example>
To: ${returnPath}
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered to one or more of its recipients.

  ${recipient}
    SMTP error from remote mail server after RCPT TO: 550 5.1.1 User unknown
`)
}

/** Exchange: nested parts, the original in base64. */
export function exchangeBounce({ returnPath, recipient, original = shortOriginal }: ReportOf): string {
  const enclosed = Buffer.from(crlf(`${original}\nBody of the mail.\n`))
    .toString('base64')
    .replaceAll(/.{76}/g, '$&\n')
  return crlf(`From: postmaster@example.com
To: ${returnPath}
Date: Sun, 22 Nov 2026 08:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="7b5d1f2e-0000-0000-0000-000000000001"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-US
Subject: Undeliverable: Slow

--7b5d1f2e-0000-0000-0000-000000000001
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="7b5d1f2e-0000-0000-0000-000000000002"

--7b5d1f2e-0000-0000-0000-000000000002
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or groups:=0A${recipient}

--7b5d1f2e-0000-0000-0000-000000000002
Content-Type: text/html; charset="us-ascii"

<html><body>Delivery has failed</body></html>

--7b5d1f2e-0000-0000-0000-000000000002--

--7b5d1f2e-0000-0000-0000-000000000001
Content-Type: message/delivery-status

Reporting-MTA: dns;EXCH01.example.com
Received-From-MTA: dns;mx.watch.example
Arrival-Date: Sun, 22 Nov 2026 07:59:59 +0000

Original-Recipient: rfc822;${recipient}
Final-Recipient: rfc822;${recipient}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: Ada

--7b5d1f2e-0000-0000-0000-000000000001
Content-Type: message/rfc822
Content-Transfer-Encoding: base64

${enclosed}
--7b5d1f2e-0000-0000-0000-000000000001--
`)
}

/** RFC 5965 §B.1, as feedback loops send it. */
export function complaint(
  { returnPath, original = shortOriginal }: Omit<ReportOf, 'recipient'>,
  type = 'abuse',
): string {
  return crlf(`From: <abusedesk@example.com>
Date: Sun, 22 Nov 2026 08:00:00 +0000
Subject: FW: Slow
To: <${returnPath}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report;
     boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report for an email message received from IP 192.0.2.1.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: ${type}
User-Agent: SomeGenerator/1.0
Version: 1

--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

${original}
Body of the mail.
--part1_13d.2e68ed54_boundary--
`)
}

/** An answering machine. */
export function vacation({ returnPath }: Pick<ReportOf, 'returnPath'>): string {
  return crlf(`From: ada@example.com
To: ${returnPath}
Subject: Out of office: Slow
Auto-Submitted: auto-replied
Content-Type: text/plain

I am away, 550 5.1.1 times.
`)
}
