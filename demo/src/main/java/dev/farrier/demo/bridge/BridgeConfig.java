package dev.farrier.demo.bridge;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Properties;

/**
 * What a bridge reads when it starts.
 *
 * @param port on loopback
 * @param slots how many sessions there may be at once
 * @param quota bytes that its data may take
 * @param heartbeats URL that it posts its heartbeats to; empty: it posts none
 * @param owner the process without which it must not live on
 */
public record BridgeConfig(int port, int slots, long quota, String heartbeats, ProcessId owner) {

    public void save(BridgeFiles files) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("port", Integer.toString(port));
        properties.setProperty("slots", Integer.toString(slots));
        properties.setProperty("quota", Long.toString(quota));
        properties.setProperty("heartbeats", heartbeats);
        properties.setProperty("owner", owner.toString());
        Files.createDirectories(files.folder());
        try (Writer out = Files.newBufferedWriter(files.config(), StandardCharsets.UTF_8)) {
            properties.store(out, files.name());
        }
    }

    /** @throws IOException when it is not there or not whole; the message says what is wrong */
    public static BridgeConfig load(BridgeFiles files) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(files.config(), StandardCharsets.UTF_8)) {
            properties.load(in);
            return new BridgeConfig(
                    Integer.parseInt(value(properties, "port")),
                    Integer.parseInt(value(properties, "slots")),
                    Long.parseLong(value(properties, "quota")),
                    value(properties, "heartbeats"),
                    ProcessId.parse(value(properties, "owner")));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no configuration " + files.config(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(files.config() + " can't be read: " + e.getMessage(), e);
        }
    }

    private static String value(Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }
}
