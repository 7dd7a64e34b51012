"""Writes a made-up XES log: make-log.py EVENTS FILE. Ten events a trace, 23 activities, 61 resources who change every three events."""
import datetime
import sys

events, path = int(sys.argv[1]), sys.argv[2]
start = datetime.datetime(2024, 1, 2, 8, 0)
with open(path, "w", encoding="utf-8") as log:
    log.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n')
    for i in range(events // 10):
        log.write(f'<trace><string key="concept:name" value="case-{i}"/>')
        for j in range(10):
            at = (start + datetime.timedelta(minutes=3 * i + 17 * j)).isoformat()
            log.write(f'<event><string key="concept:name" value="Activity {(7 * i + j) % 23}"/><string key="org:resource" value="R{(i + j // 3) % 61}"/>'
                      f'<date key="time:timestamp" value="{at}.000+08:00"/><string key="lifecycle:transition" value="complete"/></event>')
        log.write("</trace>\n")
    log.write("</log>\n")
