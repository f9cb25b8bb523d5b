-- Takes a chat for one turn.
-- KEYS: lease, conversation, finished    ARGV: token, milliseconds, update id
-- Returns {"busy"}, {"finished"} or {"taken", conversation}.
-- A script whose answer was lost is run again: it finds the chat taken by itself.
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'busy'}
end
for _, id in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do
  if id == ARGV[3] then
    redis.call('DEL', KEYS[1])
    return {'finished'}
  end
end
return {'taken', redis.call('GET', KEYS[2]) or ''}
