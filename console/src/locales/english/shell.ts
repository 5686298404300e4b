/** What stands around every page. */
export const shell = {
  product: 'Contremarque',
  skip: 'Skip to content',
  navigation: 'Main navigation',
  menu: 'Menu',
  cases: 'Cases',
  journals: 'Imported journals',
  personalData: 'Data protection',
  accesses: 'Readings',
  ledger: 'Ledger health',
  verify: 'Verify',
  recorded: 'Your consultation is recorded.',
  unrecorded: 'Ledger in alarm: nothing is recorded, nor is your consultation.',
  footer: 'The ledger presumes, the judge decides. Non-qualified electronic ledger.',
  terms: 'Terms of use',
  development: 'Development ledger: proves nothing. Development time-stamping authority.',
  nextScene: 'Play the next scene',
  scenePlayed: 'Scene played: {title}',
  scenesOver: 'All scenes have been played.',
  language: 'Switch to French',
  languageName: 'Français',
  light: 'Switch to the light theme',
  dark: 'Switch to the dark theme',
  you: 'You are',
  asRole: 'as {role}',
  leave: 'Close the session',
  changeIdentity: 'Change identity',
  authentication: {
    certificate: 'identified by certificate',
    oidc: 'delegated identification',
    development: 'development persona',
  },
  alarm: 'Tampering established: the ledger no longer agrees with its proofs.',
  stopped: 'Alarm: as long as it stands, the ledger records and seals nothing more.',
  tampered: 'Tampering established by the verification made in this browser.',
  tamperedLink: 'Verify again',
  interference: 'Somebody intervened in the event store; recording goes on.',
  withoutKey: 'Personal data does not open any more; recording goes on, and the proofs stand.',
  awaited:
    'No revocation data of a time-stamping authority yet: verification cannot conclude; recording goes on.',
  alarmLink: 'See the alarms',
}

/** What is said on paper alone. */
export const print = {
  by: 'Printed on {at} ({zone}) by {name}, as {role}.',
  address: 'Address: {address}',
  ledger: 'Ledger: {origin}',
  purpose: 'The consultation is recorded in the ledger; purpose: {purpose}.',
  limits:
    'A print cannot be verified. What can be are the receipt of each entry and the export of the ledger.',
  partial: 'Partial print: what follows was not shown and is not printed.',
}

export const session = {
  loggedOut: 'Your session is closed, here and at the identity provider.',
  goesOn:
    'Your session is closed here. The one at “{issuer}” goes on: close it there, above all on a shared computer.',
  title: 'Identify yourself',
  lead: 'Everyone is identified before reading or acting: what you do is recorded in the ledger in your name.',
  back: 'Afterwards you come to the page you asked for.',
  certificateTitle: 'Certificate',
  certificateElsewhere:
    'Your professional card, or a certificate imported into this browser, which will ask you which one to present.',
  certificateHere:
    'This browser presents the certificate chosen on arrival at this address. To choose another one, close it entirely and open it again.',
  certificate: 'Sign in with a certificate',
  oidcLead: 'You identify yourself to this identity provider, which sends you back here.',
  oidc: 'Sign in with {title}',
  personas: 'Development personas',
  personasLead:
    'This is a development ledger. Personas are fictitious people without a real card or certificate: choosing one identifies nobody and has no evidential value.',
  court: 'Court',
  experts: 'Experts and specialists',
  parties: 'Parties, lawyers and doctors',
  others: 'Oversight and operation',
  enter: 'Enter as',
}

export const terms = {
  title: 'Terms of use',
  asked:
    'Before any use, everyone accepts the terms of use in force for himself or herself alone. Until then nothing else is open to you.',
  accepted: 'You have accepted this version.',
  version: 'Version',
  inForceFrom: 'In force since',
  digest: 'SHA-256 digest of the text',
  recorded:
    'Your acceptance is recorded in the ledger in your name, with the version and the digest above.',
  accept: 'I accept the terms of use, version {version}',
}

export const purpose = {
  title: 'Purpose of the consultation',
  lead: 'Before reading, state what for. What you read is recorded in the ledger with that purpose.',
  legend: 'What do you read for?',
  codes: {
    'case-follow-up': 'case follow-up',
    audit: 'audit',
    'data-protection': 'data protection',
    evidence: 'production of evidence',
    support: 'support',
    other: 'another purpose, to be named',
  },
  detail: 'Details',
  hint: 'The details are kept apart and can be erased; the ledger holds nothing but their commitment.',
  lacksCode: 'Choose a purpose.',
  lacksDetail: 'Name that other purpose.',
  state: 'State this purpose',
  keep: 'Change nothing',
  stated: 'Purpose: {purpose}',
  change: 'Change the purpose',
}

export const states = {
  loading: 'Loading…',
  retry: 'Try again',
  more: 'Show more',
  unreachableTitle: 'Server unreachable',
  unreachable:
    'The ledger does not answer. Nothing is lost: what got a receipt is recorded. Check the connection and try again.',
  sessionTitle: 'Session required',
  session: 'Your session is closed or has expired.',
  sessionLink: 'Identify yourself',
  endedTitle: 'Your session has ended',
  endedReason:
    'It expired or was closed elsewhere, or a role or a means of identification was taken from you.',
  endedKept: 'What was shown no longer is. Nothing is lost: what got a receipt is recorded.',
  endedLink: 'Identify yourself again and come back to this page',
  forbiddenTitle: 'Refused',
  forbidden: 'Your role does not allow this reading.',
  notFoundTitle: 'Not found',
  notFound:
    'There is nothing at this address, or you are not registered there: the answer is the same in both cases.',
  lostTitle: 'Page not loaded',
  lost: 'The page asked for could not be loaded: the server does not answer, or has just been updated.',
  notWholeTitle: 'The ledger is in alarm',
  notWhole:
    'As long as an alarm stands, the ledger records nothing more, not even a reading: no case opens. What got a receipt can still be verified.',
  busyTitle: 'Not available just now',
  busy: 'The server cannot answer just now (code {code}). Nothing is lost: try again in a moment.',
  tooManyTitle: 'Too many requests',
  tooMany: 'Too many requests in a short time. Wait a minute, then try again.',
  errorTitle: 'Unexpected answer',
  error: 'The server answered with an error (code {code}).',
  rule: 'Rule {rule}',
}

export const proof = {
  recorded: 'recorded, sealing pending',
  sealed: 'sealed by the platform, time-stamp pending',
  stamped: 'sealed by the platform and time-stamped',
  short: { recorded: 'recorded', sealed: 'sealed', stamped: 'time-stamped' },
}
