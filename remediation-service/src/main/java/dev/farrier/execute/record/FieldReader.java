package dev.farrier.execute.record;

import dev.farrier.model.ActionText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what {@link FieldWriter} wrote, in the same order. Everything else is an {@link IllegalArgumentException}. */
final class FieldReader {
    private final byte[] bytes;
    private int at;

    FieldReader(byte[] bytes, String title) {
        this.bytes = bytes;
        if (!line().equals(title)) {
            throw new IllegalArgumentException("does not begin with \"" + title + "\"");
        }
    }

    @Nullable
    String optional(String name) {
        String header = line();
        if (!header.startsWith(name + " ")) {
            throw new IllegalArgumentException("field " + name + " expected, found \"" + header + "\"");
        }
        String length = header.substring(name.length() + 1);
        return length.equals("-") ? null : value(name, number(name, length));
    }

    String text(String name) {
        String value = optional(name);
        if (value == null) {
            throw new IllegalArgumentException("field " + name + " is missing");
        }
        return value;
    }

    long number(String name) {
        return number(name, text(name));
    }

    int integer(String name) {
        return Math.toIntExact(number(name));
    }

    List<String> list(String name) {
        List<String> values = new ArrayList<>();
        for (long left = number(name); left > 0; left--) {
            values.add(text(name + "."));
        }
        return values;
    }

    SortedMap<String, ActionText> texts(String name) {
        SortedMap<String, ActionText> texts = new TreeMap<>();
        for (long left = number(name); left > 0; left--) {
            texts.put(text(name + ".key"), actionText(name + ".value"));
        }
        return Collections.unmodifiableSortedMap(texts);
    }

    ActionText actionText(String name) {
        List<ActionText.Part> parts = new ArrayList<>();
        for (long left = number(name); left > 0; left--) {
            String place = optional(name + ".secret");
            parts.add(
                    place == null
                            ? new ActionText.Plain(text(name + ".plain"))
                            : new ActionText.Secret(
                                    ActionText.SecretPlace.valueOf(place),
                                    text(name + ".name"),
                                    ActionText.SecretEncoding.valueOf(text(name + ".encoding"))));
        }
        return new ActionText(parts);
    }

    void end() {
        if (at != bytes.length) {
            throw new IllegalArgumentException((bytes.length - at) + " bytes after the last field");
        }
    }

    private String line() {
        int from = at;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        if (at == bytes.length) {
            throw new IllegalArgumentException("ends in the middle of a line");
        }
        return new String(bytes, from, at++ - from, StandardCharsets.UTF_8);
    }

    private String value(String name, long length) {
        if (length < 0 || length >= bytes.length - at || bytes[at + (int) length] != '\n') {
            throw new IllegalArgumentException("field " + name + " is not " + length + " bytes long");
        }
        ByteBuffer value = ByteBuffer.wrap(bytes, at, (int) length);
        at += (int) length + 1;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(value).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("field " + name + " is not UTF-8", e);
        }
    }

    private static long number(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("field " + name + " is not a number: \"" + text + "\"", e);
        }
    }
}
