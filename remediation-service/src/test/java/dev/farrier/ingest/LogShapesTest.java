package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shapes in which well-known systems write their logs, each with the source that reads it. */
class LogShapesTest {
    private static final Arrival REPLAY =
            Arrival.recorded("file:0", Instant.parse("2026-11-22T09:00:00Z").toEpochMilli());

    private enum Shape {
        APACHE(
                "^\\[(?P<time>\\w{3} \\w{3} +\\d+ [\\d:]+ \\d{4})\\] \\[(?P<level>\\w+)\\] (\\[client (?P<client>[^\\]]+)\\] )?(?P<message>.*)$",
                "EEE MMM d HH:mm:ss yyyy", "client"),
        HDFS(
                "^(?P<time>\\d{6} \\d{6}) (?P<thread>\\d+) (?P<level>\\w+) (?P<component>[^:]+): (?P<message>.*)$",
                "yyMMdd HHmmss", "component"),
        HADOOP(
                "^(?P<time>\\S+ \\S+) (?P<level>\\w+) \\[(?P<thread>.+?)\\] (?P<component>[^ :]+): (?P<message>.*)$",
                "iso8601",
                "component"),
        SYSLOG(
                "^(?P<time>\\w{3} +\\d+ [\\d:]+) (?P<host>\\S+) (?P<program>[^:\\[(]+?)(\\((?P<module>[^)]*)\\))?(\\[(?P<pid>\\d+)\\])?: (?P<message>.*)$",
                "MMM d HH:mm:ss", "program"),
        ZOOKEEPER(
                "^(?P<time>\\S+ \\S+) - (?P<level>\\w+) +\\[(?P<thread>.*):(?P<component>[^:@]*)@(?P<line>\\d+)\\] - (?P<message>.*)$",
                "iso8601",
                "component");

        private final Ingest ingest;

        Shape(String pattern, String time, String label) {
            ingest = SourceFixture.line(pattern)
                    .time("time", time)
                    .map("severity", "level")
                    .map("message", "message")
                    .label("by", label)
                    .ingest();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            APACHE | [Mon Jan 02 03:04:05 2006] [notice] worker.init() done                                  | 2006-01-02T03:04:05Z | ``          | worker.init() done
            APACHE | [Mon Jan  2 03:04:05 2006] [error] [client 10.0.0.9] Directory index forbidden: /srv/   | 2006-01-02T03:04:05Z | 10.0.0.9    | Directory index forbidden: /srv/
            HDFS   | 081231 235959 7 WARN dfs.DataNode$Xceiver: block blk_-1 gone                            | 2008-12-31T23:59:59Z | dfs.DataNode$Xceiver | block blk_-1 gone
            HADOOP | 2015-10-18 18:01:47,978 INFO [IPC [1] on 80] org.example.Master: Kind: A, Ident: (id: 2) | 2015-10-18T18:01:47.978Z | org.example.Master | Kind: A, Ident: (id: 2)
            SYSLOG | Jun  9 06:06:20 combo syslogd 1.4.1: restart.                                           | 2026-06-09T06:06:20Z | syslogd 1.4.1 | restart.
            SYSLOG | Dec 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; rhost=192.0.2.4    | 2025-12-14T15:16:01Z | sshd        | authentication failure; rhost=192.0.2.4
            SYSLOG | Feb 29 06:55:46 LabSZ sshd[24200]: Invalid user webmaster from 192.0.2.186              | 2024-02-29T06:55:46Z | sshd        | Invalid user webmaster from 192.0.2.186
            SYSLOG | Jul  1 00:00:00 combo kernel: ide0: BM-DMA at 0xf000, BIOS settings: hda:DMA            | 2026-07-01T00:00:00Z | kernel      | ide0: BM-DMA at 0xf000, BIOS settings: hda:DMA
            SYSLOG | Jul  1 00:00:00 combo --  root[7]: ROOT LOGIN ON tty2                                   | 2026-07-01T00:00:00Z | --  root    | ROOT LOGIN ON tty2
            ZOOKEEPER | 2015-07-29 19:04:12,394 - INFO  [/10.0.0.1:38:Cnx$Listener@493] - Received /10.0.0.2 | 2015-07-29T19:04:12.394Z | Cnx$Listener | Received /10.0.0.2
            ZOOKEEPER | 2015-07-29 19:04:29,071 - WARN  [Send[id=1]:1889:Cnx$Send@688] - leaving             | 2015-07-29T19:04:29.071Z | Cnx$Send | leaving
            """)
    void shouldReadTheLine(Shape shape, String line, String time, String label, String message) {
        IngestResult read = shape.ingest.read((line + "\r\n").getBytes(UTF_8), REPLAY);

        assertThat(read.deadLetters()).isEmpty();
        Event event = read.events().getFirst();
        assertThat(Instant.ofEpochMilli(event.time())).isEqualTo(Instant.parse(time));
        assertThat(event.label("by")).isEqualTo(label);
        assertThat(event.message()).isEqualTo(message);
    }
}
