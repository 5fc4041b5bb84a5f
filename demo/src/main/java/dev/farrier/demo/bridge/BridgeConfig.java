package dev.farrier.demo.bridge;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Properties;

/**
 * The configuration of a bridge.
 *
 * @param port on loopback
 * @param slots number of sessions at once
 * @param quota of its data, bytes
 * @param heartbeats URL for its heartbeats; empty: it sends none
 * @param owner the bridge ends when this process is gone
 */
public record BridgeConfig(int port, int slots, long quota, String heartbeats, ProcessStamp owner) {

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

    /** @throws IOException when the file is missing or incomplete; the message says which */
    public static BridgeConfig load(BridgeFiles files) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(files.config(), StandardCharsets.UTF_8)) {
            properties.load(in);
            return new BridgeConfig(
                    Integer.parseInt(value(properties, "port")),
                    Integer.parseInt(value(properties, "slots")),
                    Long.parseLong(value(properties, "quota")),
                    value(properties, "heartbeats"),
                    ProcessStamp.parse(value(properties, "owner")));
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
