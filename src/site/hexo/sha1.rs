//! SHA-1 (RFC 3174), for Hexo's `:hash` and for nothing that must be secure.

/// The digest of `message` as 40 hexadecimal digits.
pub(super) fn hex(message: &[u8]) -> String {
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(64) + if padded.len() % 64 > 56 { 64 } else { 0 }, 0);
    let bits = (message.len() as u64).wrapping_mul(8).to_be_bytes();
    let end = padded.len() - 8;
    padded.truncate(end);
    padded.extend(bits);
    for block in padded.chunks_exact(64) {
        add(&mut state, block);
    }
    let digits = state.iter().flat_map(|word| (0..8).rev().map(move |at| (word >> (at * 4)) & 15));
    digits.filter_map(|digit| char::from_digit(digit, 16)).collect()
}

#[expect(clippy::many_single_char_names, reason = "the names that the RFC gives to the five words")]
fn add(state: &mut [u32; 5], block: &[u8]) {
    let mut words: Vec<u32> =
        block.chunks_exact(4).map(|four| four.iter().fold(0, |word, byte| (word << 8) | u32::from(*byte))).collect();
    for at in 16..80 {
        let earlier = |back: usize| words.get(at - back).copied().unwrap_or_default();
        words.push((earlier(3) ^ earlier(8) ^ earlier(14) ^ earlier(16)).rotate_left(1));
    }
    let mut five = *state;
    for (at, word) in words.into_iter().enumerate() {
        let [a, b, c, d, e] = five;
        let (mixed, constant) = match at {
            0..20 => ((b & c) | (!b & d), 0x5a82_7999),
            20..40 => (b ^ c ^ d, 0x6ed9_eba1),
            40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
            _ => (b ^ c ^ d, 0xca62_c1d6_u32),
        };
        let next = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e).wrapping_add(constant).wrapping_add(word);
        five = [next, a, b.rotate_left(30), c, d];
    }
    for (word, more) in state.iter_mut().zip(five) {
        *word = word.wrapping_add(more);
    }
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn digests_are_those_of_the_rfc() {
        assert_eq!(hex(b""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(hex(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        let long = "0123456701234567012345670123456701234567012345670123456701234567".repeat(10);
        assert_eq!(hex(long.as_bytes()), "dea356a2cddd90c7a7ecedc5ebb563934f460452");
        for length in 50..70 {
            assert_eq!(hex(&vec![b'a'; length]).len(), 40);
        }
        assert_eq!(hex(&[b'a'; 56]), "c2db330f6083854c99d4b5bfb6e8f29f201be699");
    }
}
