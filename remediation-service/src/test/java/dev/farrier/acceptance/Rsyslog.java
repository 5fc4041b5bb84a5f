package dev.farrier.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The rsyslog of one host, which sends everything that it is told to Kafka, and a mark each second. */
final class Rsyslog implements AutoCloseable {
    /**
     * The host's name is the key: without one, the lines of a host go to any partition and come out of order, and a line
     * that is older than one that was seen before does not count.
     */
    private static final String CONFIG = """
            global(workDirectory="FOLDER" localHostname="HOST")
            module(load="imuxsock" SysSock.Use="off")
            module(load="immark" interval="1" ruleset="kafka")
            module(load="omkafka")
            template(name="host" type="string" string="%hostname%")
            input(type="imuxsock" Socket="FOLDER/log" CreatePath="on" RateLimit.Interval="0" ruleset="kafka")
            ruleset(name="kafka") {
              action(type="omkafka" broker=["BROKERS"] topic="TOPIC" dynaKey="on" key="host"
                     action.writeAllMarkMessages="on" errorFile="FOLDER/kafka-errors")
            }
            """;

    private final Tools tools;
    private final Path socket;
    private final Running running;

    Rsyslog(Tools tools, Path folder, String host, String brokers, String topic) throws IOException {
        this.tools = tools;
        Files.createDirectories(folder);
        socket = folder.resolve("log");
        Path config = folder.resolve("rsyslog.conf");
        Files.writeString(
                config,
                CONFIG.replace("FOLDER", folder.toString())
                        .replace("HOST", host)
                        .replace("BROKERS", brokers)
                        .replace("TOPIC", topic));
        running = Running.start(
                folder.resolve("rsyslogd.log"),
                List.of(
                        tools.rsyslogd().toString(),
                        "-n",
                        "-f",
                        config.toString(),
                        "-i",
                        folder.resolve("pid").toString()));
    }

    boolean listens() {
        return running.isAlive() && Files.exists(socket);
    }

    /** As a program on the host says it. */
    void log(String program, String message) throws Exception {
        int exit = new ProcessBuilder(
                        tools.logger().toString(),
                        "--socket",
                        socket.toString(),
                        "--tag",
                        program,
                        "--id",
                        "--",
                        message)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("logger: exit " + exit);
        }
    }

    void stop() throws InterruptedException {
        running.stop();
    }

    @Override
    public void close() {
        running.close();
    }
}
