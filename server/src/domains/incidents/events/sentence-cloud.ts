import { and, type Teller } from './piece.ts';

const tellOffice: Teller = (event) => {
  const operation = event.value('data.office365.Operation');
  if (!operation) return null;
  return [
    event.value('data.office365.UserId') ?? 'Somebody',
    'did',
    operation,
    ...and('in', event.value('data.office365.Workload')),
    ...and('from', event.value('data.office365.ClientIP', 'data.office365.ActorIpAddress')),
  ];
};

const tellAws: Teller = (event) => {
  const call = event.value('data.aws.eventName');
  if (!call) return null;
  const who = event.value('data.aws.userIdentity.userName', 'data.aws.userIdentity.arn', 'data.aws.userIdentity.type');
  return [
    who ?? 'Somebody',
    'called',
    call,
    ...and('of', event.value('data.aws.eventSource')),
    ...and('from', event.value('data.aws.sourceIPAddress', 'data.aws.source_ip_address')),
  ];
};

const tellGithub: Teller = (event) => {
  const action = event.value('data.github.action');
  if (!action) return null;
  return [
    event.value('data.github.actor', 'data.github.user') ?? 'Somebody',
    'did',
    action,
    ...and('in', event.value('data.github.repo', 'data.github.org')),
  ];
};

const tellGcp: Teller = (event) => {
  const method = event.value('data.gcp.protoPayload.methodName');
  if (!method) return null;
  return [
    event.value('data.gcp.protoPayload.authenticationInfo.principalEmail') ?? 'Somebody',
    'called',
    method,
    ...and('from', event.value('data.gcp.protoPayload.requestMetadata.callerIp')),
  ];
};

const tellDocker: Teller = (event) => {
  const action = event.value('data.docker.Action', 'data.docker.status');
  if (!action) return null;
  return [
    'Container',
    event.value('data.docker.Actor.Attributes.name', 'data.docker.from', 'data.docker.id') ?? 'unknown',
    'did',
    action,
  ];
};

/** Audit trails of cloud services and of what runs in containers. */
export const tellCloud: Teller = (event) => {
  for (const tell of [tellOffice, tellAws, tellGithub, tellGcp, tellDocker]) {
    const pieces = tell(event);
    if (pieces) return pieces;
  }
  return null;
};
