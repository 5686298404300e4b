import gossip, { type ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import type { sendUnaryData } from '@grpc/grpc-js'

/** A node as the others tell of it. */
export interface Member {
  /** host:port. */
  readonly address: string
  readonly isAlive: boolean
  readonly isLeader: boolean
}

/** Who is in the cluster: what a client with several addresses asks before anything else. */
export function gossipHandler(members: () => readonly Member[]) {
  return (_: unknown, answer: sendUnaryData<ClusterInfo>): void => {
    const info = new gossip.ClusterInfo()
    info.setMembersList(members().map(toInfo))
    answer(null, info)
  }
}

function toInfo({ address, isAlive, isLeader }: Member) {
  const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState
  const [host = '', port] = address.split(':')
  const place = new gossip.EndPoint()
  place.setAddress(host)
  place.setPort(Number(port))
  const id = new shared.UUID()
  id.setString(crypto.randomUUID())
  const member = new gossip.MemberInfo()
  member.setInstanceId(id)
  member.setTimeStamp('0')
  member.setState(isLeader ? LEADER : FOLLOWER)
  member.setIsAlive(isAlive)
  member.setHttpEndPoint(place)
  return member
}
