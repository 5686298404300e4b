/** What stands around every page. */
export const shell = {
  product: 'Contremarque',
  skip: 'Aller au contenu',
  navigation: 'Navigation principale',
  menu: 'Menu',
  cases: 'Affaires',
  journals: 'Journaux importés',
  personalData: 'Protection des données',
  accesses: 'Consultations',
  ledger: 'Santé du registre',
  verify: 'Vérifier',
  recorded: 'Votre consultation est enregistrée.',
  unrecorded: 'Registre en alarme : rien n’est enregistré, votre consultation non plus.',
  footer: 'Le registre présume, le juge apprécie. Registre électronique non qualifié.',
  terms: 'Conditions d’utilisation',
  development:
    'Registre de développement : ne prouve rien. Autorité d’horodatage de développement.',
  nextScene: 'Jouer la scène suivante',
  scenePlayed: 'Scène jouée : {title}',
  scenesOver: 'Toutes les scènes sont jouées.',
  language: 'Passer en anglais',
  languageName: 'English',
  light: 'Passer en thème clair',
  dark: 'Passer en thème sombre',
  you: 'Vous êtes',
  asRole: 'en qualité {role}',
  leave: 'Fermer la session',
  changeIdentity: 'Changer d’identité',
  authentication: {
    certificate: 'identification par certificat',
    oidc: 'identification déléguée',
    development: 'persona de développement',
  },
  alarm: 'Altération constatée : le registre ne concorde plus avec ses preuves.',
  stopped: 'Alarme : tant qu’elle dure, le registre n’inscrit ni ne scelle plus rien.',
  tampered: 'Altération constatée par la vérification faite dans ce navigateur.',
  tamperedLink: 'Vérifier de nouveau',
  interference: 'Une intervention a eu lieu dans la base d’événements ; l’enregistrement continue.',
  withoutKey:
    'Des données personnelles ne s’ouvrent plus ; l’enregistrement continue, les preuves valent.',
  awaited:
    'Données de révocation d’une autorité d’horodatage attendues : la vérification ne peut conclure ; l’enregistrement continue.',
  alarmLink: 'Voir les alarmes',
}

/** What is said on paper alone. */
export const print = {
  by: 'Imprimé le {at} ({zone}) par {name}, en qualité {role}.',
  address: 'Adresse : {address}',
  ledger: 'Registre : {origin}',
  purpose: 'La consultation est inscrite au registre ; finalité : {purpose}.',
  limits:
    'Une impression ne se vérifie pas. Se vérifient le récépissé de chaque inscription et l’export du registre.',
  partial: 'Impression partielle : la suite, qui n’était pas affichée, n’y figure pas.',
}

export const session = {
  loggedOut: 'Votre session est fermée, ici et chez le fournisseur d’identité.',
  goesOn:
    'Votre session est fermée ici. Celle ouverte chez « {issuer} » demeure : fermez-la là-bas, surtout sur un poste partagé.',
  title: 'S’identifier',
  lead: 'Chacun s’identifie avant de lire ou d’agir : ce qu’il fait est inscrit au registre à son nom.',
  back: 'Vous reviendrez ensuite à la page demandée.',
  certificateTitle: 'Certificat',
  certificateElsewhere:
    'Votre carte professionnelle, ou un certificat importé dans ce navigateur, qui vous demandera lequel présenter.',
  certificateHere:
    'Ce navigateur présente le certificat choisi en arrivant à cette adresse. Pour en choisir un autre, fermez‑le entièrement et rouvrez‑le.',
  certificate: 'Se connecter avec un certificat',
  oidcLead: 'Vous vous identifiez auprès de ce fournisseur d’identité, qui vous renvoie ici.',
  oidc: 'Se connecter avec {title}',
  personas: 'Personas de développement',
  personasLead:
    'Ce registre est un registre de développement. Les personas sont des personnages fictifs, sans carte ni certificat réel : en choisir un n’identifie personne et n’a aucune valeur probatoire.',
  court: 'Juridiction',
  experts: 'Experts et sapiteurs',
  parties: 'Parties, conseils et médecins',
  others: 'Contrôle et exploitation',
  enter: 'Entrer comme',
}

export const terms = {
  title: 'Conditions d’utilisation',
  asked:
    'Avant tout usage, chacun accepte pour lui seul les conditions d’utilisation en vigueur. Jusque-là, rien d’autre ne vous est ouvert.',
  accepted: 'Vous avez accepté cette version.',
  version: 'Version',
  inForceFrom: 'En vigueur depuis le',
  digest: 'Empreinte SHA-256 du texte',
  recorded:
    'Votre acceptation est inscrite au registre à votre nom, avec la version et l’empreinte ci-dessus.',
  accept: 'J’accepte les conditions d’utilisation, version {version}',
}

export const purpose = {
  title: 'Finalité de la consultation',
  lead: 'Avant de lire, indiquez à quelle fin. Ce que vous lisez est inscrit au registre avec cette finalité.',
  legend: 'À quelle fin consultez-vous ?',
  codes: {
    'case-follow-up': 'suivi du dossier',
    audit: 'contrôle',
    'data-protection': 'protection des données',
    evidence: 'production d’une preuve',
    support: 'assistance',
    other: 'autre finalité, à préciser',
  },
  detail: 'Précision',
  hint: 'La précision est gardée à part et peut être effacée ; au registre n’en figure que l’engagement.',
  lacksCode: 'Choisissez une finalité.',
  lacksDetail: 'Précisez cette autre finalité.',
  state: 'Indiquer cette finalité',
  keep: 'Ne rien changer',
  stated: 'Finalité : {purpose}',
  change: 'Changer de finalité',
}

export const states = {
  loading: 'Chargement en cours…',
  retry: 'Réessayer',
  more: 'Afficher la suite',
  unreachableTitle: 'Serveur injoignable',
  unreachable:
    'Le registre ne répond pas. Rien n’est perdu : ce qui a reçu un récépissé est inscrit. Vérifiez la connexion puis réessayez.',
  sessionTitle: 'Session requise',
  session: 'Votre session est fermée ou a expiré.',
  sessionLink: 'S’identifier',
  endedTitle: 'Votre session est terminée',
  endedReason:
    'Elle a expiré ou a été fermée ailleurs, ou bien une qualité ou un moyen d’identification vous a été retiré.',
  endedKept:
    'Ce qui était affiché ne l’est plus. Rien n’est perdu : ce qui a reçu un récépissé est inscrit.',
  endedLink: 'S’identifier de nouveau et revenir à cette page',
  forbiddenTitle: 'Demande refusée',
  forbidden: 'Votre qualité ne permet pas cette lecture.',
  notFoundTitle: 'Introuvable',
  notFound:
    'Rien ne se trouve à cette adresse, ou vous n’y êtes pas inscrit : la réponse est la même dans les deux cas.',
  lostTitle: 'Page non chargée',
  lost: 'La page demandée n’a pas pu être chargée : le serveur ne répond pas, ou vient d’être mis à jour.',
  notWholeTitle: 'Registre en alarme',
  notWhole:
    'Tant qu’une alarme est levée, le registre n’inscrit plus rien, pas même une consultation : aucune affaire ne s’ouvre. Ce qui a reçu un récépissé se vérifie toujours.',
  busyTitle: 'Momentanément indisponible',
  busy: 'Le serveur ne peut pas répondre pour l’instant (code {code}). Rien n’est perdu : réessayez dans un moment.',
  tooManyTitle: 'Trop de demandes',
  tooMany: 'Trop de demandes en peu de temps. Attendez une minute, puis réessayez.',
  errorTitle: 'Réponse inattendue',
  error: 'Le serveur a répondu par une erreur (code {code}).',
  rule: 'Règle {rule}',
}

export const proof = {
  recorded: 'inscrite, en attente de scellement',
  sealed: 'scellée par la plateforme, en attente d’horodatage',
  stamped: 'scellée par la plateforme et horodatée',
  short: { recorded: 'inscrite', sealed: 'scellée', stamped: 'horodatée' },
}
